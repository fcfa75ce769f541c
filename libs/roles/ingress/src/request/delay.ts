import { isPerdureError, parseDurationMs } from '@perdure/model';

import { ingressErrors } from '../errors.js';

/** The last instant RFC 3339 can write: the end of the year 9999. */
const executeAtMsMax = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Reads the `delay` parameter of a send (ingress-api 3.3): unix ms to start at. */
export function executeAtMsOf(delay: string, nowMs: number): number {
  const executeAtMs = nowMs + delayMsOf(delay);
  if (executeAtMs > executeAtMsMax) throw ingressErrors.delayTooLong();
  return executeAtMs;
}

function delayMsOf(delay: string): number {
  try {
    return parseDurationMs(delay);
  } catch (error) {
    if (isPerdureError(error, 'DURATION_MALFORMED')) throw ingressErrors.badDelay(error.message);
    throw error;
  }
}
