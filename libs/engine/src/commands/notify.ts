import type { CommandOf } from '../command-type.js';
import { appendNotification, notificationMember } from '../journal/append.js';
import type { Transaction } from '../transaction.js';

/** A completion arrives for a command of an invocation here. Late and repeated ones are dropped. */
export function notify(transaction: Transaction, { invocationId, notification }: CommandOf<'notify'>): void {
  const row = transaction.invocation(invocationId);
  if (row === undefined || row.status === 'completed') return;
  if (transaction.get('notification', invocationId, notificationMember(notification)) !== undefined) return;
  appendNotification(transaction, row, notification);
}
