import fc from 'fast-check';
import { retryDelayMs, type RetryPolicy } from './retry-policy.js';

const policy: RetryPolicy = {
  initialIntervalMs: 100,
  exponentiationFactor: 2,
  maxIntervalMs: 1000,
  onMaxAttempts: 'pause',
};

describe('retryDelayMs', () => {
  it('grows by the factor up to the longest interval', () => {
    expect([1, 2, 3, 4, 5, 6].map((failed) => retryDelayMs(policy, failed, 0))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
  });

  it('gets longer by up to 30% through jitter, also at the longest interval', () => {
    expect(retryDelayMs(policy, 1, 0.5)).toBe(115);
    expect(retryDelayMs(policy, 100, 0.999_999)).toBe(1300);
  });

  it('is nothing at all for a policy without an interval, after ever so many attempts', () => {
    expect(retryDelayMs({ ...policy, initialIntervalMs: 0 }, 5000, 0.5)).toBe(0);
  });

  it('stays within its bounds however many attempts failed', () => {
    const jitter = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.double({ min: 1, max: 10, noNaN: true }),
        fc.nat(1_000_000),
        fc.integer({ min: 1 }),
        jitter,
        (initialIntervalMs, exponentiationFactor, maxIntervalMs, failed, random) => {
          const delayMs = retryDelayMs(
            { ...policy, initialIntervalMs, exponentiationFactor, maxIntervalMs },
            failed,
            random,
          );
          expect(Number.isSafeInteger(delayMs)).toBe(true);
          expect(delayMs).toBeGreaterThanOrEqual(Math.min(initialIntervalMs, maxIntervalMs));
          expect(delayMs).toBeLessThanOrEqual(Math.round(maxIntervalMs * 1.3));
        },
      ),
    );
  });
});
