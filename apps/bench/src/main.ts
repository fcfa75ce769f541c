/** `npm run bench`: see `--help` and docs/performance.md. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Options, parseOptions, usage } from './options.js';
import { renderChart } from './report/chart.js';
import { warningAbout } from './report/machine.js';
import { describeProfiles } from './report/profile.js';
import { type Report } from './report/report.js';
import { renderTables } from './report/table.js';
import { runBench } from './run-bench.js';
import { cluster } from './subject/cluster.js';
import { reference } from './subject/reference.js';
import { standalone, type Subject } from './subject/subject.js';

/** What `--against` would have to name to get this build. */
const ownScript = fileURLToPath(new URL('../../standalone/dist/main.js', import.meta.url));
const FUNCTIONS_SHOWN = 30;

const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`);

// Through `exit`, where servers are ended and their folders removed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

try {
  const options = parseOptions(process.argv.slice(2), process.cwd());
  if (options === undefined) console.log(usage);
  else await main(options);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(options: Options): Promise<void> {
  if (options.isTraced && options.topology === 'cluster')
    throw new Error('--trace-fsync needs --topology standalone.');
  if (process.platform !== 'linux') throw new Error('The bench reads /proc, so it needs Linux.');
  const subjects = subjectsOf(options);
  mkdirSync(options.outFolder, { recursive: true });
  for (const { name } of subjects) rmSync(profilesOf(name, options), { recursive: true, force: true });

  const report = await runBench(subjects, options, {
    progress: say,
    save: (soFar) => writeResults(soFar, options),
  });
  const warning = warningAbout(report.machine);
  if (warning !== undefined) say(warning);
  console.log(`\n${renderTables(report)}`);
  say(`results.json, table.md and chart.svg are in ${options.outFolder}`);
  if (report.scenarios.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
  if (options.isProfiled) {
    for (const { name } of subjects.filter(({ isNode }) => isNode)) {
      console.log(
        `\n${name}, self time of functions:\n${describeProfiles(profilesOf(name, options), FUNCTIONS_SHOWN)}`,
      );
    }
  }
}

function subjectsOf(options: Options): Subject[] {
  const { topology, against, referenceVersion, dataFolder } = options;
  const perdure = (name: string, standaloneScript: string): Subject =>
    topology === 'cluster'
      ? cluster(name, resolve(standaloneScript, '../../..'), options.cluster, dataFolder)
      : standalone(name, standaloneScript);
  return [
    perdure('perdure', ownScript),
    ...against.map((other, index) =>
      other === 'reference' ? reference(referenceVersion) : perdure(`other-${index + 1}`, other),
    ),
  ];
}

function writeResults(report: Report, { outFolder }: Options): void {
  writeFileSync(join(outFolder, 'results.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(outFolder, 'table.md'), renderTables(report));
  writeFileSync(join(outFolder, 'chart.svg'), renderChart(report));
}

function profilesOf(name: string, { outFolder }: Options): string {
  return join(outFolder, 'profiles', name);
}
