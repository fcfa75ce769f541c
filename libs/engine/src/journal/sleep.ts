import type { InvocationRow, JournalCommand } from '@perdure/model';
import { setTimer } from '../lifecycle/timer.js';
import type { Transaction } from '../transaction.js';
import { appendNotification } from './append.js';

/** Registers a durable timer; a time in the past completes at once (service-protocol 5.5). */
export function sleep(
  transaction: Transaction,
  row: InvocationRow,
  { wakeUpAtMs, completionId }: Extract<JournalCommand, { kind: 'sleep' }>,
): void {
  if (wakeUpAtMs > transaction.nowMs) {
    setTimer(transaction, { kind: 'sleep', invocationId: row.id, dueAtMs: wakeUpAtMs, completionId });
    return;
  }
  appendNotification(transaction, row, {
    kind: 'completion',
    of: 'sleep',
    completionId,
    result: { kind: 'void' },
  });
}
