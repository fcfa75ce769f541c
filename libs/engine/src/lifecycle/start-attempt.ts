import type { Frame, InvocationRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { changeStatus } from './status-change.js';

/**
 * Asks the invoker for an attempt, under a new token: whatever an earlier attempt still reports is ignored from here on.
 * @param input the Input frame, when the journal holds nothing else and the caller has it at hand
 */
export function startAttempt(transaction: Transaction, row: InvocationRow, input?: Frame): InvocationRow {
  const invoked = changeStatus(transaction, row, 'invoked');
  const attempt = row.attempt + 1;
  transaction.effect({
    kind: 'start-attempt',
    invocationId: row.id,
    attempt,
    ...(input !== undefined && { input }),
  });
  return transaction.save({
    ...invoked,
    attempt,
    attemptJournalLength: row.journalLength,
    startedAtMs: row.startedAtMs ?? transaction.nowMs,
  });
}
