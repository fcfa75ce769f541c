/**
 * Commits until it is killed, several commits at a time, and writes the sequence of each to stdout once it is
 * acknowledged. Run with the data directory as its argument. What it writes is checked by `crash.spec.ts`:
 * commit n puts the row n, puts the three rows of group n and drops group n − 1.
 */
import { writeSync } from 'node:fs';
import type { LogOffset, PartitionId } from '@perdure/model';
import type { Mutation } from '@perdure/ports';
import { openEmbeddedStore } from '../open-embedded-store.js';

const partition = 1 as PartitionId;
const commitsUnderWayMax = 4;

const { state } = await openEmbeddedStore(process.argv[2] ?? '');
const { epoch, sequence: start } = await state.acquire(partition);
let sequence = start;

await Promise.all(Array.from({ length: commitsUnderWayMax }, commitForever));

async function commitForever(): Promise<never> {
  for (;;) {
    const mine = ++sequence;
    const appliedOffset = (mine * 10) as LogOffset;
    await state.commit({ partition, epoch, sequence: mine, appliedOffset, mutations: mutationsOf(mine) });
    // Synchronous: what is acknowledged is in the pipe before the next commit starts.
    writeSync(1, `${mine}\n`);
  }
}

function mutationsOf(commit: number): Mutation[] {
  const value = Buffer.alloc(200, String(commit));
  return [
    { kind: 'put', key: { table: 'state', group: 'all', member: String(commit) }, value },
    ...['a', 'b', 'c'].map((member): Mutation => ({
      kind: 'put',
      key: { table: 'journal', group: String(commit), member },
      value,
    })),
    { kind: 'drop-group', table: 'journal', group: String(commit - 1) },
  ];
}
