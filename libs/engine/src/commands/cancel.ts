import { cancelSignal, serverFailures, type InvocationRow, type ReplyTo } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import { appendNotification } from '../journal/append.js';
import { discard } from '../lifecycle/complete.js';
import { hasStarted } from '../lifecycle/has-started.js';
import { leaveInbox } from '../lifecycle/object-lock.js';
import { resumeNow } from '../lifecycle/resume-now.js';
import type { Transaction } from '../transaction.js';

/**
 * Asks a started handler to cancel, by a signal it may act on as it likes; removes one that has not started
 * (service-protocol 7.7). A paused invocation goes on with it (7.5), one that backs off or waits for a limit sees it at its
 * next attempt.
 */
export function cancel(transaction: Transaction, { invocationId, replyTo }: CommandOf<'cancel'>): void {
  const row = transaction.invocation(invocationId);
  if (row === undefined) return transaction.reply(replyTo, { kind: 'not-found' });
  switch (row.status) {
    case 'completed':
      return transaction.reply(replyTo, { kind: 'already-completed' });
    case 'scheduled':
    case 'inboxed':
      return remove(transaction, row, replyTo);
    case 'waiting':
      if (!hasStarted(row)) return remove(transaction, row, replyTo);
      appendCancel(transaction, row);
      return transaction.reply(replyTo, { kind: 'requested' });
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

function remove(transaction: Transaction, row: InvocationRow, replyTo: ReplyTo | undefined): void {
  leaveInbox(transaction, row);
  discard(transaction, row, serverFailures.canceled);
  transaction.reply(replyTo, { kind: 'done' });
}

function appendCancel(transaction: Transaction, row: InvocationRow): InvocationRow {
  return appendNotification(transaction, row, {
    kind: 'signal',
    signal: cancelSignal,
    result: { kind: 'void' },
  });
}
