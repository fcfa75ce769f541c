/**
 * `npm test [-- words… --jest-options]`: Jest over every project with specs, then over the end-to-end ones, which
 * start the built server and want the machine to themselves; once more those of them that need no server of their own,
 * against a cluster, and then those that restart theirs. Nothing is cached. The last line is the sum.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

import { runNode } from './child.mjs';
import { ensureBuilt } from './setup.mjs';
import { runOnCluster } from './test-on-cluster.mjs';
import { formatSummary, summarize } from './test-summary.mjs';
import { root, selectProjects, splitArguments } from './workspace.mjs';

const RUN_MINUTES_MAX = 20;
const EXIT_SECONDS_MAX = 10;
const resultFolder = join(root, 'tmp', 'test-results');

const { words, options } = splitArguments(process.argv.slice(2));

let runs;
try {
  runs = await runAll(selectProjects(words).filter(({ hasSpecs }) => hasSpecs));
} catch (error) {
  runs = [{ name: 'npm test', problem: error.message }];
}
const summary = summarize(runs, (file) => relative(root, file));
console.log(formatSummary(summary));
process.exitCode = summary.failed > 0 ? 1 : 0;

async function runAll(projects) {
  if (projects.length === 0) throw new Error('the selected projects have no tests');
  rmSync(resultFolder, { recursive: true, force: true });
  mkdirSync(resultFolder, { recursive: true });

  const isEndToEnd = ({ tags }) => tags.includes('layer:e2e');
  const unit = projects.filter((project) => !isEndToEnd(project));
  const endToEnd = projects.filter(isEndToEnd);

  const finished = [];
  if (unit.length > 0) finished.push(await runJest('unit', unit, ['--maxWorkers=100%']));
  if (endToEnd.length > 0) {
    if (ensureBuilt()) {
      finished.push(await runJest('e2e', endToEnd, ['--runInBand']));
      const onCluster = endToEnd.filter(({ name }) => ['e2e', 'conformance'].includes(name));
      if (onCluster.length > 0)
        finished.push(...(await runOnCluster((name, extra, env) => runJest(name, onCluster, extra, env))));
    } else finished.push({ name: 'e2e', problem: 'the build failed, so there is no server to start' });
  }
  return finished;
}

async function runJest(name, selected, extra, env = {}) {
  const outputFile = join(resultFolder, `${name}.json`);
  const watch = watchRun(outputFile);
  const { code, signal } = await runNode(
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--json', '--outputFile', outputFile],
      ...extra,
      ...options,
      '--projects',
      ...selected.map(({ path }) => join(root, path)),
    ],
    { abort: watch.abort, env },
  );
  watch.stop();
  let report;
  try {
    report = JSON.parse(readFileSync(outputFile, 'utf8'));
  } catch {
    const ending = watch.abort.reason ?? `ended without results (${signal ?? `exit code ${code}`})`;
    return { name, problem: `Jest ${ending}` };
  }
  return {
    name,
    report,
    code,
    problem: signal === null ? undefined : `Jest ${watch.abort.reason ?? `ended by ${signal}`}`,
  };
}

/** Aborts a run that takes too long, and one that has reported and does not exit because a test left something open. */
function watchRun(outputFile) {
  const controller = new AbortController();
  const startedMs = Date.now();
  let reportedMs;
  const timer = setInterval(() => {
    const nowMs = Date.now();
    if (reportedMs === undefined && existsSync(outputFile)) reportedMs = nowMs;
    if (nowMs - startedMs > RUN_MINUTES_MAX * 60_000) {
      controller.abort(`took longer than ${RUN_MINUTES_MAX} minutes`);
    } else if (nowMs - reportedMs > EXIT_SECONDS_MAX * 1000) {
      controller.abort('did not exit: a test left a server, timer or process open (see --detectOpenHandles)');
    }
  }, 500);
  return { abort: controller.signal, stop: () => clearInterval(timer) };
}
