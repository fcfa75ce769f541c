import { parseArgs } from 'node:util';
import { faultChoices, type FaultChoice } from './kernel/faults.js';
import { describeFailure } from './describe-failure.js';
import { plantedBugs } from './planted/bugs.js';
import { runWorld, type PlantedBug } from './world.js';

const help = `Runs simulated worlds and checks what the server promises.

  npm run sim                            200 worlds with all faults
  npm run sim -- --seeds 2000            more of them
  npm run sim -- --seed 42               one of them; a violation is printed with its last steps
  npm run sim -- --from 1000 --seeds 50  worlds 1000 to 1049
  npm run sim -- --faults store          faults of one kind: ${faultChoices.join(', ')}
  npm run sim -- --bug fence-ignored     plants a mistake, to see it found: ${Object.keys(plantedBugs).join(', ')}
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    faults: { type: 'string', default: 'all' },
    bug: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
process.exitCode = values.help ? printHelp() : await main();

function printHelp(): number {
  console.log(help);
  return 0;
}

async function main(): Promise<number> {
  const faults = faultChoices.find((choice) => choice === values.faults);
  const first = Number(values.seed ?? values.from);
  const count = values.seed === undefined ? Number(values.seeds) : 1;
  const bug = Object.entries<PlantedBug>(plantedBugs).find(([name]) => name === values.bug)?.[1];
  const isBugKnown = values.bug === undefined || bug !== undefined;
  if (faults === undefined || !isBugKnown || !Number.isSafeInteger(first) || !Number.isSafeInteger(count)) {
    console.error(help);
    return 1;
  }
  return simulate(first, count, faults, bug);
}

async function simulate(
  first: number,
  count: number,
  faults: FaultChoice,
  bug?: PlantedBug,
): Promise<number> {
  const startedMs = performance.now();
  let failed = 0;
  let steps = 0;
  for (let seed = first; seed < first + count; seed++) {
    const run = await runWorld({ seed, faults, ...(bug !== undefined && { bug }) });
    steps += run.traceLength;
    if (run.violation === undefined) {
      if (count === 1) console.log(`seed ${seed}: trace ${run.traceHash} of ${run.traceLength} lines`);
      continue;
    }
    failed++;
    console.log(describeFailure(run, faults));
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const rate = (count / seconds).toFixed(1);
  console.log(
    `${count} worlds (${steps} events) in ${seconds.toFixed(1)} s, ${rate} per second: ${count - failed} kept every promise, ${failed} did not`,
  );
  return failed === 0 ? 0 : 1;
}
