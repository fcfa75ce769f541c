import {
  indexMember,
  instanceOf,
  PerdureError,
  single,
  type InboxRow,
  type InstanceId,
  type InvocationRow,
  type LockRow,
} from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { changeState } from './change-state.js';
import { startWhenAllowed } from '../limits/start-when-allowed.js';

/**
 * Gives the object to the next in its inbox, or frees it; changes of its state that wait before that one come to their
 * turn. A no-op for invocations that hold no lock.
 */
export function releaseLock(transaction: Transaction, row: InvocationRow): void {
  const instance = row.target.handlerKind === 'exclusive' ? instanceOf(row.target) : undefined;
  if (instance === undefined) return;
  const lock = transaction.get('lock', instance, single);
  if (lock?.holder !== row.id)
    throw new PerdureError(
      'INVARIANT_VIOLATED',
      `${row.id} completes without holding the lock of ${instance}`,
    );

  for (let position = lock.inboxHead; position < lock.inboxTail; position++) {
    const member = indexMember(position);
    const next = transaction.get('inbox', instance, member);
    if (next === undefined) continue; // Cancelled while it waited.
    transaction.delete('inbox', instance, member);
    if (typeof next !== 'string') {
      changeState(transaction, instance, next);
      continue;
    }
    transaction.put('lock', instance, single, { ...lock, holder: next, inboxHead: position + 1 });
    startWhenAllowed(transaction, transaction.requireInvocation(next));
    return;
  }
  transaction.delete('lock', instance, single);
}

/** Puts somebody (or something) at the end of the inbox of a locked object, and returns the position. */
export function enterInbox(
  transaction: Transaction,
  instance: InstanceId,
  lock: LockRow,
  entry: InboxRow,
): number {
  const position = lock.inboxTail;
  transaction.put('inbox', instance, indexMember(position), entry);
  transaction.put('lock', instance, single, { ...lock, inboxTail: position + 1 });
  return position;
}

/** Takes a waiting invocation out of the inbox; its position stays as a hole. */
export function leaveInbox(transaction: Transaction, row: InvocationRow): void {
  const instance = instanceOf(row.target);
  if (instance === undefined || row.inboxPosition === undefined) return;
  transaction.delete('inbox', instance, indexMember(row.inboxPosition));
}
