import { instanceOf, single, type Frame, type InvocationRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { enterInbox } from './object-lock.js';
import { startWhenAllowed } from '../limits/start-when-allowed.js';
import { changeStatus } from './status-change.js';

/**
 * Starts an invocation that may run now, or queues it behind the exclusive handler that holds its object
 * (service-protocol 5.16).
 */
export function begin(transaction: Transaction, row: InvocationRow, input?: Frame): InvocationRow {
  const instance = row.target.handlerKind === 'exclusive' ? instanceOf(row.target) : undefined;
  if (instance === undefined) return startWhenAllowed(transaction, row, input);

  const lock = transaction.get('lock', instance, single);
  if (lock === undefined) {
    transaction.put('lock', instance, single, { holder: row.id, inboxHead: 0, inboxTail: 0 });
    return startWhenAllowed(transaction, row, input);
  }
  const position = enterInbox(transaction, instance, lock, row.id);
  return transaction.save({ ...changeStatus(transaction, row, 'inboxed'), inboxPosition: position });
}
