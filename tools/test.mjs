/**
 * `npm test [-- words… --jest-options]`: Jest over every project with specs, then over the end-to-end ones, which
 * start the built server and want the machine to themselves. Nothing is cached. The last line is the sum.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

import { runNode } from './child.mjs';
import { ensureBuilt } from './setup.mjs';
import { formatSummary, summarize } from './test-summary.mjs';
import { root, selectProjects, splitArguments } from './workspace.mjs';

const RUN_MINUTES_MAX = 20;
const resultFolder = join(root, 'tmp', 'test-results');

const { words, options } = splitArguments(process.argv.slice(2));
const projects = selectProjects(words).filter(({ hasSpecs }) => hasSpecs);
const isEndToEnd = ({ tags }) => tags.includes('layer:e2e');
const unit = projects.filter((project) => !isEndToEnd(project));
const endToEnd = projects.filter(isEndToEnd);

rmSync(resultFolder, { recursive: true, force: true });
mkdirSync(resultFolder, { recursive: true });

const runs = [];
if (unit.length > 0) runs.push(await runJest('unit', unit, ['--maxWorkers=100%']));
if (endToEnd.length > 0) {
  runs.push(
    ensureBuilt()
      ? await runJest('e2e', endToEnd, ['--runInBand'])
      : { name: 'e2e', problem: 'the build failed, so the server could not be started' },
  );
}
if (runs.length === 0) runs.push({ name: 'selection', problem: 'the selected projects have no tests' });

const summary = summarize(runs, (file) => relative(root, file));
console.log(formatSummary(summary));
process.exitCode = summary.failed > 0 ? 1 : 0;

async function runJest(name, selected, extra) {
  const outputFile = join(resultFolder, `${name}.json`);
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
    { limitMs: RUN_MINUTES_MAX * 60_000 },
  );
  let report;
  try {
    report = JSON.parse(readFileSync(outputFile, 'utf8'));
  } catch {
    return { name, problem: `Jest ended without results (${signal ?? `exit code ${code}`})` };
  }
  const problem =
    signal === null ? undefined : `Jest was ended by ${signal}; the limit is ${RUN_MINUTES_MAX} minutes`;
  return { name, report, code, problem };
}
