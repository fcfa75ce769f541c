import { signalMember } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import { appendNotification } from '../journal/append.js';
import type { Transaction } from '../transaction.js';

/** Signals with a number from here on are awakeables: each is completed once, the first completion wins. */
const firstAwakeableIndex = 17;

/** Appends a signal to a journal; unknown or finished invocations are left alone (service-protocol 5.9, 5.10). */
export function signal(transaction: Transaction, command: CommandOf<'signal'>): void {
  const row = transaction.invocation(command.invocationId);
  if (row === undefined || row.status === 'completed') return;
  const { signal: id, result } = command;
  const isAwakeable = id.kind === 'index' && id.index >= firstAwakeableIndex;
  if (isAwakeable && transaction.get('notification', row.id, signalMember(id.index)) !== undefined) return;
  appendNotification(transaction, row, { kind: 'signal', signal: id, result });
}
