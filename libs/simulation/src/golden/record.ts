import { missingFrom } from './coverage.js';
import { writeExpected, writeGolden } from './golden-files.js';
import { recordWorld } from './record-world.js';
import { expectedText, replay } from './replay.js';

const help = `Records what two partitions are told while handlers and operators do all sorts of things:

  npm run build && node libs/simulation/dist/golden/record.js <name> <seed>

It says what the recording lacks; all recordings together must have everything, which their spec watches over. They are kept for
ever: every later release must make of them what this one did. So what is there is never written again; something new takes a new name.
`;

const [name, seed] = process.argv.slice(2);
if (name === undefined || !/^[a-z0-9-]+$/.test(name) || !Number.isSafeInteger(Number(seed))) {
  console.error(help);
  process.exitCode = 1;
} else await record(name, Number(seed));

async function record(as: string, of: number): Promise<void> {
  const recordings = (await recordWorld(of)).map(({ recording }) => recording);
  const replayed = recordings.map((recording) => ({ recording, ...replay(recording) }));
  writeGolden(
    as,
    replayed.map(({ recording, halfway }) => ({ recording, stored: halfway })),
  );
  for (const [index, result] of replayed.entries()) writeExpected(`${as}/p${index}`, expectedText(result));
  const lengths = recordings.map(({ inputs }) => inputs.length);
  console.log(`${lengths.join(' and ')} inputs, without: ${missingFrom(recordings).join(', ')}`);
}
