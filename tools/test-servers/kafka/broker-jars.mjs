/** The jars of a Kafka broker: fetched once per version by Maven, then kept in the project's `tmp` folder. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '..', '..', '..', 'tmp', 'test-servers', 'kafka');
const JAVA_OLDEST = 17;

/** Why there is no Kafka here, for the summary of the tests. */
export class KafkaMissing extends Error {}

/**
 * @param {string} version
 * @returns {string} the class path of the broker; throws `KafkaMissing` when it cannot be had
 */
export function brokerClassPath(version) {
  requireJava();
  const folder = join(cache, version);
  if (!existsSync(folder)) fetch(version, folder);
  return join(folder, '*');
}

function requireJava() {
  const { stderr, status } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(stderr ?? '')?.[1]);
  if (status !== 0 || !(major >= JAVA_OLDEST)) {
    throw new KafkaMissing(
      `Kafka needs Java ${JAVA_OLDEST} or newer; install it, or name running brokers in PERDURE_TEST_KAFKA`,
    );
  }
}

function fetch(version, folder) {
  process.stderr.write(
    `perdure: fetching the jars of Kafka ${version} for the tests (Maven, 43 MB), once …\n`,
  );
  mkdirSync(cache, { recursive: true });
  // Test files run in parallel: each fetches into a folder of its own, and the first to be done names it.
  const unfinished = `${folder}.${process.pid}`;
  const { status, stdout, error } = spawnSync(
    'mvn',
    [
      ...['-B', '-q', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies', '-DincludeScope=runtime'],
      ...[`-Dkafka.version=${version}`, `-DoutputDirectory=${unfinished}`],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0 || readdirSync(unfinished).length === 0) {
    rmSync(unfinished, { recursive: true, force: true });
    const why = error?.message ?? String(stdout).trim().slice(-300);
    throw new KafkaMissing(`Kafka ${version} cannot be fetched with Maven: ${why}`);
  }
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
