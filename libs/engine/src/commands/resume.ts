import type { CommandOf } from '../command-type.js';
import { hasStarted } from '../lifecycle/has-started.js';
import { resumeNow } from '../lifecycle/resume-now.js';
import { clearWaitTimer } from '../lifecycle/timer.js';
import type { Transaction } from '../transaction.js';

/**
 * Starts an attempt now, with a fresh retry counter, if asked on another deployment (admin-api 5). Of one that runs
 * nothing is asked, and a pause that waits for the end of its attempt still comes, as in the reference.
 */
export function resume(transaction: Transaction, command: CommandOf<'resume'>): void {
  const { invocationId, deploymentId, replyTo } = command;
  const row = transaction.invocation(invocationId);
  if (row === undefined) return transaction.reply(replyTo, { kind: 'not-found' });
  if (row.status === 'completed') return transaction.reply(replyTo, { kind: 'already-completed' });
  if (!hasStarted(row)) return transaction.reply(replyTo, { kind: 'not-started' });

  const isMoved = deploymentId !== undefined;
  if (isMoved && (row.status === 'invoked' || row.pin === undefined))
    return transaction.reply(replyTo, { kind: 'deployment-not-pinned' });
  if (row.status !== 'invoked') {
    clearWaitTimer(transaction, row);
    const isMovable = isMoved && row.pin !== undefined;
    const moved = { ...row, ...(isMovable && { pin: { ...row.pin, deploymentId } }) };
    // In line for a limit already; nobody is let past the others.
    if (row.status === 'waiting') transaction.save({ ...moved, failedAttempts: 0 });
    else resumeNow(transaction, moved);
  }
  transaction.reply(replyTo, { kind: 'done' });
}
