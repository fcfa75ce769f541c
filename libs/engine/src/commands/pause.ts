import type { CommandOf } from '../command-type.js';
import { pauseNow } from '../lifecycle/fail-attempt.js';
import { hasStarted } from '../lifecycle/has-started.js';
import { clearWaitTimer } from '../lifecycle/timer.js';
import type { Transaction } from '../transaction.js';

/** Stops an invocation until an operator resumes it; a running attempt is let come to its end (admin-api 5). */
export function pause(transaction: Transaction, { invocationId, replyTo }: CommandOf<'pause'>): void {
  const row = transaction.invocation(invocationId);
  if (row === undefined) return transaction.reply(replyTo, { kind: 'not-found' });
  switch (row.status) {
    case 'invoked':
      transaction.save({ ...row, isPauseRequested: true });
      transaction.effect({ kind: 'ask-to-suspend', invocationId, attempt: row.attempt });
      return transaction.reply(replyTo, { kind: 'requested' });
    case 'backing-off':
      clearWaitTimer(transaction, row);
      pauseNow(transaction, row);
      return transaction.reply(replyTo, { kind: 'requested' });
    case 'waiting':
      if (!hasStarted(row)) return transaction.reply(replyTo, { kind: 'not-running' });
      pauseNow(transaction, row);
      return transaction.reply(replyTo, { kind: 'requested' });
    case 'paused':
    case 'suspended':
      return transaction.reply(replyTo, { kind: 'done' });
    case 'scheduled':
    case 'inboxed':
    case 'completed':
      return transaction.reply(replyTo, { kind: 'not-running' });
  }
}
