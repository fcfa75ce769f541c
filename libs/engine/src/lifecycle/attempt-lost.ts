import type { InvocationId } from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { pauseNow } from './fail-attempt.js';
import { startAttempt } from './start-attempt.js';

/** The running attempt died with the partition's last owner: another one starts, unless a pause waited for its end. */
export function attemptLost(transaction: Transaction, invocationId: InvocationId): void {
  const row = transaction.invocation(invocationId);
  if (row?.status !== 'invoked') return;
  if (row.isPauseRequested === true) pauseNow(transaction, row);
  else startAttempt(transaction, row);
}
