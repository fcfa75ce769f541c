import type { InvocationId } from '@perdure/model';
import { countRunning } from '../limits/start-when-allowed.js';
import type { Transaction } from '../transaction.js';
import { pauseNow } from './fail-attempt.js';
import { startAttempt } from './start-attempt.js';

/** The running attempt died with the partition's last owner: another one starts, unless a pause waited for its end. It keeps its slots. */
export function attemptLost(transaction: Transaction, invocationId: InvocationId): void {
  const row = transaction.invocation(invocationId);
  if (row?.status !== 'invoked') return;
  if (row.isPauseRequested === true) pauseNow(transaction, row);
  else startAttempt(transaction, countRunning(transaction, row));
}
