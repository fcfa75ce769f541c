import { indexMember, type InvocationRow, type TimerRow } from '@perdure/model';
import { notify } from '../commands/notify.js';
import type { Transaction } from '../transaction.js';

/**
 * A sleep is over. Sleeps outlive handlers that did not wait for them, and ids of workflows and idempotent calls come
 * back: what an earlier invocation slept for must not end a sleep of the one that has its id now.
 */
export function sleepOver(transaction: Transaction, timer: TimerRow): void {
  const { invocationId, completionId } = timer;
  const row = transaction.invocation(invocationId);
  if (row === undefined || row.status === 'completed') return;
  if (isIdReusable(row) && !isSleeping(transaction, row, timer)) return;
  notify(transaction, {
    kind: 'notify',
    invocationId,
    notification: { kind: 'completion', of: 'sleep', completionId, result: { kind: 'void' } },
  });
}

function isIdReusable({ idempotencyKey, target }: InvocationRow): boolean {
  return idempotencyKey !== undefined || target.handlerKind === 'workflow';
}

/** Looks for the command from the end: mostly a sleep is the last thing a handler did. */
function isSleeping(transaction: Transaction, row: InvocationRow, timer: TimerRow): boolean {
  const { codec } = transaction.context;
  for (let index = row.journalLength - 1; index > 0; index--) {
    const entry = transaction.get('journal', row.id, indexMember(index));
    const command = entry && codec.decodeCommand(entry.frame);
    if (command?.kind === 'sleep' && command.completionId === timer.completionId)
      return command.wakeUpAtMs === timer.dueAtMs;
  }
  return false;
}
