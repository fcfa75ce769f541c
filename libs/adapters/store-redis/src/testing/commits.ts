import { isPerdureError, type Epoch, type LogOffset, type PartitionId } from '@perdure/model';
import type { Commit, Mutation, StateStore } from '@perdure/ports';

export const partition = 5 as PartitionId;

/** Puts a row of its own, and counts the offset along. */
export function commitOf(epoch: Epoch, sequence: number, ...others: Mutation[]): Commit {
  const key = { table: 'state', group: 'all', member: String(sequence) } as const;
  return {
    partition,
    epoch,
    sequence,
    appliedOffset: (sequence * 10) as LogOffset,
    mutations: [{ kind: 'put', key, value: Buffer.from(`value ${sequence}`) }, ...others],
  };
}

/** Commits as an owner does: the same commit again while the store is away. */
export async function commitStubbornly(store: StateStore, commit: Commit): Promise<void> {
  for (;;) {
    try {
      await store.commit(commit);
      return;
    } catch (error) {
      if (!isPerdureError(error) || !error.retryable) throw error;
    }
  }
}

/** Sequences of the commits whose rows are there. */
export async function storedSequences(store: StateStore): Promise<number[]> {
  const rows = await store.scan(partition, 'state', 'all', { limit: 100_000 });
  return rows.map(({ member }) => Number(member)).sort((left, right) => left - right);
}

export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
