import { retryDelayMs, type AttemptFailure, type InvocationRow, type Result } from '@perdure/model';
import type { RetryDecision } from '../input.js';
import type { Transaction } from '../transaction.js';
import { complete } from './complete.js';
import { changeStatus } from './status-change.js';
import { setTimer } from './timer.js';

/**
 * What follows a failed attempt: another one later, a pause, or the end (service-protocol 7.3, 7.4).
 * @param attempt whether it failed by itself, or was cut and may have reports under way
 */
export function failAttempt(
  transaction: Transaction,
  row: InvocationRow,
  failure: AttemptFailure,
  retry: RetryDecision,
  attempt: 'over' | 'cut' = 'over',
): void {
  if (retry.behavior === 'fail') return complete(transaction, row, resultOf(failure), attempt);

  // A delay named by the endpoint is its own schedule: it is not counted against the policy.
  const failedAttempts = row.failedAttempts + (retry.delayMs === undefined ? 1 : 0);
  const failed: InvocationRow = {
    ...row,
    failedAttempts,
    failedAttemptsSinceLastEntry: row.failedAttemptsSinceLastEntry + (retry.isServerSide === true ? 0 : 1),
    lastFailure: failure,
  };
  const { maxAttempts } = retry.policy;
  const isExhausted =
    maxAttempts !== undefined && failedAttempts >= maxAttempts && retry.delayMs === undefined;
  if (isExhausted && retry.policy.onMaxAttempts === 'kill')
    return complete(transaction, failed, resultOf(failure), attempt);
  if (isExhausted || retry.behavior === 'pause' || row.isPauseRequested === true)
    return pauseNow(transaction, failed);

  const delayMs = retry.delayMs ?? retryDelayMs(retry.policy, failedAttempts, retry.jitter);
  const retryAtMs = transaction.nowMs + delayMs;
  setTimer(transaction, { kind: 'retry', invocationId: row.id, dueAtMs: retryAtMs, completionId: 0 });
  transaction.save({ ...changeStatus(transaction, failed, 'backing-off'), retryAtMs });
}

/** Leaves the invocation to an operator. Its object stays locked. */
export function pauseNow(transaction: Transaction, row: InvocationRow): void {
  const { isPauseRequested: _requested, ...paused } = changeStatus(transaction, row, 'paused');
  transaction.save(paused);
}

function resultOf({ code, message, stacktrace }: AttemptFailure): Result {
  return { kind: 'failure', failure: { code, message, ...(stacktrace !== undefined && { stacktrace }) } };
}
