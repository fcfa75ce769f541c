import type { CountersRow, Epoch } from '@perdure/model';

/** Epochs begin so many numbers apart: far more than there are messages in what a store can lose. */
const numbersPerEpoch = 2 ** 24;
/** Above all the numbers that were taken from the time, as once they were. */
const firstNumber = 2 ** 51;

/**
 * The number of the next message to another partition.
 *
 * Numbers grow, and do so across a store that lost its last writes: receivers take a number that is not above the highest
 * they saw for a repeat, and must not mistake a new message for one that the restored store forgot. What is never lost is
 * how often the partition changed hands, so each epoch begins above all that those before it can have reached. No clock
 * is asked: those of two owners need not agree.
 */
export function nextOutboxNumber(counters: CountersRow | undefined, epoch: Epoch): number {
  const next = Math.max(counters?.nextOutboxNumber ?? 0, firstNumber);
  return next + (epoch - (counters?.epoch ?? 0)) * numbersPerEpoch;
}
