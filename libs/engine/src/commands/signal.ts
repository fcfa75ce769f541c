import { signalMember } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import { appendNotification } from '../journal/append.js';
import { isAwakeable } from '../journal/signal-index.js';
import type { Transaction } from '../transaction.js';

/** Appends a signal to a journal; unknown or finished invocations are left alone (service-protocol 5.9, 5.10). */
export function signal(transaction: Transaction, command: CommandOf<'signal'>): void {
  const row = transaction.invocation(command.invocationId);
  if (row === undefined || row.status === 'completed') return;
  const { signal: id, result } = command;
  if (id.kind === 'index' && isAwakeable(id.index))
    if (transaction.get('notification', row.id, signalMember(id.index)) !== undefined) return;
  appendNotification(transaction, row, { kind: 'signal', signal: id, result });
}
