import type { InvocationRow } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import { startAttempt } from '../lifecycle/start-attempt.js';
import { clearWaitTimer } from '../lifecycle/timer.js';
import type { Transaction } from '../transaction.js';

/** Starts an attempt now, with a fresh retry counter, if asked on another deployment (admin-api 5). */
export function resume(transaction: Transaction, command: CommandOf<'resume'>): void {
  const { invocationId, deploymentId, replyTo } = command;
  const row = transaction.invocation(invocationId);
  if (row === undefined) return transaction.reply(replyTo, { kind: 'not-found' });
  if (row.status === 'completed') return transaction.reply(replyTo, { kind: 'already-completed' });
  if (row.status === 'scheduled' || row.status === 'inboxed')
    return transaction.reply(replyTo, { kind: 'not-started' });

  const isMoved = deploymentId !== undefined;
  if (isMoved && (row.status === 'invoked' || row.pin === undefined))
    return transaction.reply(replyTo, { kind: 'deployment-not-pinned' });
  if (row.status !== 'invoked') {
    clearWaitTimer(transaction, row);
    const resumed: InvocationRow = {
      ...row,
      failedAttempts: 0,
      ...(isMoved && row.pin !== undefined && { pin: { ...row.pin, deploymentId } }),
    };
    startAttempt(transaction, resumed);
  }
  transaction.reply(replyTo, { kind: 'done' });
}
