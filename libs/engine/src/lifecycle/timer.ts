import { single, timerMember, type InvocationRow, type TimerRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';

export function setTimer(transaction: Transaction, timer: TimerRow): void {
  transaction.put('timer', single, timerMember(timer), timer);
  transaction.effect({ kind: 'arm-timer', dueAtMs: timer.dueAtMs });
}

/** Removes the timer that would start or retry the invocation, if its status has one. */
export function clearWaitTimer(transaction: Transaction, row: InvocationRow): void {
  const waits =
    row.status === 'backing-off'
      ? { kind: 'retry' as const, dueAtMs: row.retryAtMs }
      : row.status === 'scheduled'
        ? { kind: 'start' as const, dueAtMs: row.executeAtMs }
        : undefined;
  if (waits?.dueAtMs === undefined) return;
  const timer = { kind: waits.kind, invocationId: row.id, dueAtMs: waits.dueAtMs, completionId: 0 };
  transaction.delete('timer', single, timerMember(timer));
}
