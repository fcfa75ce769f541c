import type { InvocationId } from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { countRunning } from './start-when-allowed.js';

/** Counts an attempt that runs under limits that are newer than itself; a repeat changes nothing. */
export function limitAdded(transaction: Transaction, invocationId: InvocationId): void {
  const row = transaction.invocation(invocationId);
  if (row?.status !== 'invoked') return;
  const counted = countRunning(transaction, row);
  if (counted !== row) transaction.save(counted);
}
