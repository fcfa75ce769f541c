import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PartitionId } from '@perdure/model';
import type { StateStore } from '@perdure/ports';
import { DataDirectory } from './testing/data-directory.js';

const partition = 1 as PartitionId;
const rounds = 3;
const acknowledgedPerRound = 150;

it('has every acknowledged commit, and no half of another, after the process was killed', async () => {
  const directory = await DataDirectory.create((store) => store.state);
  try {
    for (let round = 1; round <= rounds; round++) {
      const acknowledged = await commitUntilKilled(directory.path);
      const state = await directory.open();
      const { epoch, sequence, appliedOffset } = await state.acquire(partition);

      expect(sequence).toBeGreaterThanOrEqual(acknowledged);
      expect(appliedOffset).toBe(sequence * 10);
      // One epoch for the process, one for this look.
      expect(epoch).toBe(round * 2);
      await expectWholeCommits(state, sequence);
      await directory.close();
    }
  } finally {
    await directory.destroy();
  }
}, 30_000);

/** Resolves with the newest commit the process had acknowledged when it died. */
async function commitUntilKilled(directory: string): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      '--conditions=@perdure/source',
      `--import=${new URL('./testing/typescript-sources.mjs', import.meta.url).href}`,
      fileURLToPath(new URL('./testing/committing-process.ts', import.meta.url)),
      directory,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: {} },
  );
  const closed = once(child, 'close');
  let newest = 0;
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    newest = Math.max(newest, Number(line));
    count += 1;
    if (count === acknowledgedPerRound) child.kill('SIGKILL');
  }
  const [, signal] = (await closed) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return newest;
}

async function expectWholeCommits(state: StateStore, sequence: number): Promise<void> {
  const rows = await state.scan(partition, 'state', 'all', { limit: sequence + 100 });
  const numbers = rows.map(({ member }) => Number(member)).sort((left, right) => left - right);
  expect(numbers).toEqual(Array.from({ length: sequence }, (_, index) => index + 1));

  for (const group of [sequence - 2, sequence - 1, sequence, sequence + 1]) {
    const journal = await state.scan(partition, 'journal', String(group), { limit: 10 });
    expect(journal).toHaveLength(group === sequence ? 3 : 0);
  }
}
