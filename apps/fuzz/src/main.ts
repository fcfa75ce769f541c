/** `npm run fuzz`: see `--help` and docs/testing.md. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

import { fuzz } from './run/fuzz.js';
import { complaintAboutMemory, describeReport } from './run/report.js';

const usage = `usage: npm run fuzz -- [options]

  Sends a fresh standalone server requests that are odd, broken or mean, and watches that it answers as documented,
  stays alive, lets go of its memory, and goes on serving others.

  --seed <number>     which requests; default: any
  --minutes <number>  how long; default: 1
  --only <number>     one conversation of the seed`;

const flags = {
  seed: { type: 'string' },
  minutes: { type: 'string', default: '1' },
  only: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

try {
  const { values } = parseArgs({ options: flags });
  if (values.help) console.log(usage);
  else await main(values);
} catch (error) {
  console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function main(options: {
  readonly seed?: string;
  readonly minutes: string;
  readonly only?: string;
}): Promise<void> {
  const seed = options.seed === undefined ? randomInt(2 ** 31) : numberOf('--seed', options.seed);
  console.log(`seed ${seed}`);
  const report = await fuzz({
    seed,
    durationMs: numberOf('--minutes', options.minutes) * 60_000,
    ...(options.only === undefined ? undefined : { only: numberOf('--only', options.only) }),
  });
  console.log(describeReport(seed, report));
  if (report.findings.length > 0 || complaintAboutMemory(report) !== undefined) process.exitCode = 1;
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new Error(`${name} is a number, not '${text}'.`);
  return value;
}
