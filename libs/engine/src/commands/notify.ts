import { indexMember, invocationKey, type RowKey } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import { appendNotification, notificationMember } from '../journal/append.js';
import type { Transaction } from '../transaction.js';

/**
 * A completion arrives for a command of an invocation here. Dropped are late and repeated ones, and those for an entry
 * that is not in the journal: asked for in a history that the store has lost, or by an earlier bearer of the id.
 */
export function notify(transaction: Transaction, command: CommandOf<'notify'>): void {
  const { invocationId, notification } = command;
  const arrived = {
    table: 'notification',
    group: invocationId,
    member: notificationMember(notification),
  } as const;
  const asked = askingEntry(command);
  transaction.prefetch([invocationKey(invocationId), arrived, ...(asked === undefined ? [] : [asked])]);

  const row = transaction.invocation(invocationId);
  if (row === undefined || row.status === 'completed') return;
  if (transaction.get(arrived.table, arrived.group, arrived.member) !== undefined) return;
  if (asked !== undefined) {
    const entry = transaction.get(asked.table, asked.group, asked.member);
    if (entry?.appendedAtMs !== command.askedBy?.appendedAtMs) return;
  }
  appendNotification(transaction, row, notification);
}

/** Undefined where no entry is named: then the completion id decides alone. */
function askingEntry({ invocationId, askedBy }: CommandOf<'notify'>): RowKey<'journal'> | undefined {
  return askedBy && { table: 'journal', group: invocationId, member: indexMember(askedBy.index) };
}
