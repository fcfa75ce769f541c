import type { CountersRow, Epoch } from '@perdure/model';
import { nextOutboxNumber } from './outbox-number.js';

const firstMs = Date.UTC(2026, 11, 31);

/** An owner who sends so many messages, over what is stored. */
function send(stored: CountersRow | undefined, epoch: number, count: number): CountersRow {
  return { nextOutboxNumber: nextOutboxNumber(stored, epoch as Epoch) + count };
}

describe('numbers of outbox messages', () => {
  it('follow one another while the owner stays', () => {
    const row = send(undefined, firstMs, 1);
    expect(nextOutboxNumber(row, firstMs as Epoch)).toBe(row.nextOutboxNumber);
  });

  it.each<[string, CountersRow | undefined]>([
    ['nothing', undefined],
    ['what was counted before', send(undefined, firstMs - 60_000, 10_000_000)],
    ['what an earlier release took from the time', { nextOutboxNumber: firstMs * 1000 }],
  ])('stay above all that a store forgot, where it remembers %s', (_, remembered) => {
    // Three owners, a second each, and all they sent is lost, as is that they were owners.
    const lost = [0, 1000, 2000].reduce<CountersRow | undefined>(
      (stored, ms) => send(stored, firstMs + ms, 1_000_000),
      remembered,
    );
    const next = nextOutboxNumber(remembered, (firstMs + 3000) as Epoch);
    expect(next).toBeGreaterThan(lost?.nextOutboxNumber ?? Infinity);
  });

  it('do not run out', () => {
    expect(Number.isSafeInteger(nextOutboxNumber(undefined, Date.UTC(2150, 0) as Epoch))).toBe(true);
  });
});
