import type { CountersRow, Epoch } from '@perdure/model';
import { nextOutboxNumber } from './outbox-number.js';

/** An owner who sends so many messages, over what is stored. */
function send(stored: CountersRow | undefined, epoch: number, count: number): CountersRow {
  const first = nextOutboxNumber(stored, epoch as Epoch);
  return { nextOutboxNumber: first + count, epoch: epoch as Epoch };
}

describe('numbers of outbox messages', () => {
  it('follow one another while the owner stays', () => {
    const row = send(undefined, 3, 1);
    expect(nextOutboxNumber(row, 3 as Epoch)).toBe(row.nextOutboxNumber);
  });

  it.each<[string, CountersRow | undefined]>([
    ['nothing', undefined],
    ['what was counted long ago', send(undefined, 1, 1_000_000_000)],
    ['what an earlier release took from the time', { nextOutboxNumber: Date.UTC(2026, 11, 31) * 1000 }],
  ])('stay above all that a store forgot, where it remembers %s', (_, remembered) => {
    // Three owners, and all they sent is lost.
    const lost = [5, 6, 9].reduce<CountersRow | undefined>(
      (stored, epoch) => send(stored, epoch, 1_000_000),
      remembered,
    );
    expect(nextOutboxNumber(remembered, 10 as Epoch)).toBeGreaterThan(lost?.nextOutboxNumber ?? Infinity);
  });

  it('do not run out', () => {
    expect(Number.isSafeInteger(nextOutboxNumber(undefined, 100_000_000 as Epoch))).toBe(true);
  });
});
