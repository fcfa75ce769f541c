/** How failed attempts are retried (service-protocol 7.4). */
export interface RetryPolicy {
  readonly initialIntervalMs: number;
  readonly exponentiationFactor: number;
  readonly maxIntervalMs: number;
  /** Total attempts including the first; undefined means without limit. */
  readonly maxAttempts?: number;
  readonly onMaxAttempts: 'pause' | 'kill';
}

/** How much longer a delay may get by jitter, as a share of it. */
const jitterShareMax = 0.3;

/**
 * Delay before the next attempt, in ms.
 * @param failedAttempts attempts that failed so far, at least 1
 * @param jitter random number in [0, 1), drawn by the caller so that this stays a pure function
 */
export function retryDelayMs(policy: RetryPolicy, failedAttempts: number, jitter: number): number {
  // Kept finite, for nothing times infinity is no number.
  const growth = Math.min(policy.exponentiationFactor ** (failedAttempts - 1), Number.MAX_VALUE);
  const exponential = policy.initialIntervalMs * growth;
  const capped = Math.min(exponential, policy.maxIntervalMs);
  return Math.round(capped * (1 + jitter * jitterShareMax));
}
