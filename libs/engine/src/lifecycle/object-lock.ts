import { indexMember, instanceOf, PerdureError, single, type InvocationRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { startAttempt } from './start-attempt.js';

/** Gives the object to the next in its inbox, or frees it. A no-op for invocations that hold no lock. */
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
    transaction.put('lock', instance, single, { ...lock, holder: next, inboxHead: position + 1 });
    startAttempt(transaction, transaction.requireInvocation(next));
    return;
  }
  transaction.delete('lock', instance, single);
}

/** Takes a waiting invocation out of the inbox; its position stays as a hole. */
export function leaveInbox(transaction: Transaction, row: InvocationRow): void {
  const instance = instanceOf(row.target);
  if (instance === undefined || row.inboxPosition === undefined) return;
  transaction.delete('inbox', instance, indexMember(row.inboxPosition));
}
