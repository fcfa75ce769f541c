/** `npm run conformance`: see `--help` and docs/testing.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { corpus } from './corpus/index.js';
import {
  compare,
  expectationsOf,
  type Finding,
  sequencesOf,
  wantedDifferencesIn,
  withoutWanted,
} from './run/compare.js';
import { withDifferences } from './run/compatibility-doc.js';
import { describeFindings } from './run/describe-findings.js';
import { files } from './run/files.js';
import { type Addresses, Session } from './run/session.js';
import { startStandalone } from './run/standalone.js';
import { readTranscript, type Transcript, writeTranscript } from './run/transcript.js';

const usage = `usage: npm run conformance -- [options]

  Sends the corpus to a fresh standalone server, or to the given one, and prints what differs from the reference.

  --url <ingress>                 the server to judge, with
  --admin-url <admin>             its admin port
  --reference <ingress>,<admin>   the reference itself, instead of what is recorded of it
                                  (best a fresh one: invocations that are scheduled or wait are left behind)
  --record                        keeps the answers, as recorded expectations and in docs/compatibility.md
  --wanted                        also prints the wanted differences`;

const flags = {
  url: { type: 'string' },
  'admin-url': { type: 'string' },
  reference: { type: 'string' },
  record: { type: 'boolean', default: false },
  wanted: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

try {
  const { values } = parseArgs({ options: flags });
  if (values.help) console.log(usage);
  else await main(values);
} catch (error) {
  console.error(`conformance: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

interface Options {
  readonly url?: string;
  readonly 'admin-url'?: string;
  readonly reference?: string;
  readonly record: boolean;
  readonly wanted: boolean;
}

async function main(options: Options): Promise<void> {
  const session = await Session.start();
  try {
    const [ingressUrl, adminUrl] = options.reference?.split(',') ?? [];
    const reference =
      ingressUrl === undefined || adminUrl === undefined
        ? readTranscript(readFileSync(files.reference, 'utf8'))
        : await session.ask({ ingressUrl, adminUrl }, false);
    const ours = await askOurs(session, options);
    if (options.record) record(reference, ours, options.reference !== undefined);
    if (options.reference === undefined && !options.record) {
      const expected = expectationsOf(corpus, reference, readTranscript(readFileSync(files.ours, 'utf8')));
      report(compare(withoutWanted(corpus), expected, ours), options);
    } else {
      report(compare(corpus, reference, ours), options);
    }
  } finally {
    await session.stop();
  }
}

async function askOurs(session: Session, options: Options): Promise<Transcript> {
  const { url, 'admin-url': adminUrl } = options;
  if (url !== undefined && adminUrl !== undefined) return session.ask({ ingressUrl: url, adminUrl }, true);
  if (url !== undefined || adminUrl !== undefined) throw new Error('--url and --admin-url belong together.');
  const server = await startStandalone();
  try {
    return await session.ask(server satisfies Addresses, true);
  } finally {
    await server.stop();
  }
}

function record(reference: Transcript, ours: Transcript, isFresh: boolean): void {
  if (isFresh)
    writeFileSync(files.reference, writeTranscript(reference, 'Answers of the reference, 1.7.12.'));
  writeFileSync(
    files.ours,
    writeTranscript(wantedDifferencesIn(corpus, ours), 'Answers that differ on purpose.'),
  );
  const document = existsSync(files.document) ? readFileSync(files.document, 'utf8') : '# Compatibility\n';
  writeFileSync(files.document, withDifferences(document));
}

function report(findings: readonly Finding[], { wanted: showWanted }: Options): void {
  const failures = findings.filter(({ isFailure }) => isFailure);
  console.log(describeFindings(showWanted ? findings : failures));
  const requests = sequencesOf(corpus).reduce((sum, { steps }) => sum + steps.length, 0);
  const wanted = findings.length - failures.length;
  console.log(`${requests} requests, ${failures.length} unexpected differences, ${wanted} wanted ones`);
  if (failures.length > 0) process.exitCode = 1;
}
