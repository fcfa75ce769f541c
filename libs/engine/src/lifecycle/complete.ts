import { single, type InvocationRow, type Result } from '@perdure/model';
import { leaveLine, releaseSlots } from '../limits/leave-limits.js';
import type { Transaction } from '../transaction.js';
import { answerListener } from './listeners.js';
import { releaseLock } from './object-lock.js';
import { forget, forgetJournal, forgetRecord } from './forget.js';
import { setRetentionTimers } from './retention.js';
import { changeStatus } from './status-change.js';
import { clearWaitTimer } from './timer.js';

/**
 * Ends an invocation that has started: stores its result for as long as it is retained, frees its object, and answers
 * everybody who listens.
 *
 * An attempt that is `cut` may have reports under way until the commit lets the invoker know. The record outlives them
 * even if it is not to be kept, in the care of a timer that is due: were the id free before, they would be taken for
 * reports of whoever has it next.
 */
export function complete(
  transaction: Transaction,
  row: InvocationRow,
  result: Result,
  lastAttempt: 'over' | 'cut' = 'over',
): void {
  const { nowMs } = transaction;
  clearWaitTimer(transaction, row);
  const {
    output: _output,
    isPauseRequested: _pause,
    ...completed
  } = changeStatus(transaction, row, 'completed');
  if (row.retention.completionMs === 0 && lastAttempt === 'over') forget(transaction, row);
  else keep(transaction, { ...completed, result, completedAtMs: nowMs, listeners: [] });

  releaseLock(transaction, row);
  for (const listener of row.listeners) answerListener(transaction, listener, row.id, result);
}

function keep(transaction: Transaction, row: InvocationRow): void {
  const isJournalKept = row.retention.journalMs > 0;
  const kept = transaction.save(isJournalKept ? row : forgetJournal(transaction, row));
  setRetentionTimers(transaction, kept);
}

/** Ends an invocation that has not started, as if it had never been: no record stays (service-protocol 7.7). */
export function discard(transaction: Transaction, row: InvocationRow, result: Result): void {
  clearWaitTimer(transaction, row);
  leaveLine(transaction, row);
  releaseSlots(transaction, row, row.slots);
  transaction.delete('active', single, row.id);
  forgetRecord(transaction, row);
  // One that waits for a limit has come to its turn with its object already.
  if (row.status === 'waiting') releaseLock(transaction, row);
  for (const listener of row.listeners) answerListener(transaction, listener, row.id, result);
}
