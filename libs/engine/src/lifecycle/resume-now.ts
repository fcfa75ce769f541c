import type { InvocationRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { startWhenAllowed } from '../limits/start-when-allowed.js';

/** Starts an attempt of an invocation that waits for something, as if nothing had failed so far. */
export function resumeNow(transaction: Transaction, row: InvocationRow): InvocationRow {
  return startWhenAllowed(transaction, { ...row, failedAttempts: 0 });
}
