import type { InvocationRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { startAttempt } from './start-attempt.js';

/** Starts an attempt of an invocation that waits for something, as if nothing had failed so far. */
export function resumeNow(transaction: Transaction, row: InvocationRow): InvocationRow {
  return startAttempt(transaction, { ...row, failedAttempts: 0 });
}
