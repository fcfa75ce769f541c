import type { InvocationRow, Result } from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { answerListener } from './listeners.js';
import { releaseLock } from './object-lock.js';
import { forget } from './forget.js';
import { changeStatus } from './status-change.js';
import { clearWaitTimer, setTimer } from './timer.js';

/**
 * Ends an invocation that has started: stores its result for as long as it is retained, frees its object, and answers
 * everybody who listens.
 */
export function complete(transaction: Transaction, row: InvocationRow, result: Result): void {
  const { nowMs } = transaction;
  clearWaitTimer(transaction, row);
  const {
    output: _output,
    isPauseRequested: _pause,
    ...completed
  } = changeStatus(transaction, row, 'completed');
  transaction.save({ ...completed, result, completedAtMs: nowMs, listeners: [] });

  const { completionMs, journalMs } = row.retention;
  if (completionMs === 0) forget(transaction, row);
  else {
    const timer = { invocationId: row.id, completionId: 0 };
    setTimer(transaction, { ...timer, kind: 'purge', dueAtMs: nowMs + completionMs });
    if (journalMs < completionMs)
      setTimer(transaction, { ...timer, kind: 'purge-journal', dueAtMs: nowMs + journalMs });
  }
  // After the record: an answer may start work that looks at it (a caller on the same partition).
  releaseLock(transaction, row);
  for (const listener of row.listeners) answerListener(transaction, listener, row.id, result);
}

/** Ends an invocation that has not started, as if it had never been: no record stays (service-protocol 7.7). */
export function discard(transaction: Transaction, row: InvocationRow, result: Result): void {
  clearWaitTimer(transaction, row);
  forget(transaction, row);
  for (const listener of row.listeners) answerListener(transaction, listener, row.id, result);
}
