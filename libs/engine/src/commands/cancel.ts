import { cancelSignal, serverFailures, type InvocationRow } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import { appendNotification } from '../journal/append.js';
import { discard } from '../lifecycle/complete.js';
import { leaveInbox } from '../lifecycle/object-lock.js';
import { resumeNow } from '../lifecycle/resume-now.js';
import type { Transaction } from '../transaction.js';

/**
 * Asks a started handler to cancel, by a signal it may act on as it likes; removes one that has not started
 * (service-protocol 7.7). A paused invocation goes on with it (7.5), a backing-off one sees it at its next attempt.
 */
export function cancel(transaction: Transaction, { invocationId, replyTo }: CommandOf<'cancel'>): void {
  const row = transaction.invocation(invocationId);
  if (row === undefined) return transaction.reply(replyTo, { kind: 'not-found' });
  switch (row.status) {
    case 'completed':
      return transaction.reply(replyTo, { kind: 'already-completed' });
    case 'scheduled':
    case 'inboxed':
      leaveInbox(transaction, row);
      discard(transaction, row, serverFailures.canceled);
      return transaction.reply(replyTo, { kind: 'done' });
    case 'invoked':
    case 'backing-off':
    case 'suspended':
      appendCancel(transaction, row);
      return transaction.reply(replyTo, { kind: 'requested' });
    case 'paused':
      resumeNow(transaction, appendCancel(transaction, row));
      return transaction.reply(replyTo, { kind: 'requested' });
  }
}

function appendCancel(transaction: Transaction, row: InvocationRow): InvocationRow {
  return appendNotification(transaction, row, {
    kind: 'signal',
    signal: cancelSignal,
    result: { kind: 'void' },
  });
}
