import type { HandlingOptions } from '@perdure/model';
import type { HandlingJson } from './manifest-schema.js';
import { withoutAbsent } from './without-absent.js';

const onMaxAttempts = { PAUSE: 'pause', KILL: 'kill' } as const;

export function toHandlingOptions(json: HandlingJson): HandlingOptions {
  const { retryPolicyMaxAttempts: maxAttempts, retryPolicyOnMaxAttempts: atTheEnd } = json;
  return {
    ...withoutAbsent({
      journalRetentionMs: json.journalRetention,
      idempotencyRetentionMs: json.idempotencyRetention,
      inactivityTimeoutMs: json.inactivityTimeout,
      abortTimeoutMs: json.abortTimeout,
      enableLazyState: json.enableLazyState,
    }),
    retryPolicy: withoutAbsent({
      initialIntervalMs: json.retryPolicyInitialInterval,
      maxIntervalMs: json.retryPolicyMaxInterval,
      // The first attempt is always made.
      maxAttempts: maxAttempts === 0 ? 1 : maxAttempts,
      exponentiationFactor: json.retryPolicyExponentiationFactor,
      onMaxAttempts: atTheEnd && onMaxAttempts[atTheEnd],
    }),
  };
}
