import type { CountersRow, Epoch } from '@perdure/model';

/** Epochs are times, in ms. An owner that sends less in each millisecond of its time stays below the next one's numbers. */
const numbersPerMs = 1024;

/**
 * The number of the next message to another partition.
 *
 * Numbers grow, and do so across a store that lost its last writes: receivers take a number that is not above the highest
 * they saw for a repeat, and must not mistake a new message for one that the restored store forgot. So an owner begins
 * where its epoch does, above all that those before it can have reached.
 */
export function nextOutboxNumber(counters: CountersRow | undefined, epoch: Epoch): number {
  return Math.max(counters?.nextOutboxNumber ?? 0, epoch * numbersPerMs);
}
