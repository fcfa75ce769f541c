import { assertNever, single } from '@perdure/model';
import { purge, purgeJournal } from '../commands/purge.js';
import { begin } from '../lifecycle/begin.js';
import { startWhenAllowed } from '../limits/start-when-allowed.js';
import { sleepOver } from './sleep-over.js';
import type { Transaction } from '../transaction.js';

/** A durable timer is due. One whose row is gone was cancelled, or fired already. */
export function timerDue(transaction: Transaction, member: string): void {
  const timer = transaction.get('timer', single, member);
  // Timers may be late but never early, whatever the clock of the runtime says (service-protocol 5.5).
  if (timer === undefined || timer.dueAtMs > transaction.nowMs) return;
  transaction.delete('timer', single, member);

  const { invocationId } = timer;
  switch (timer.kind) {
    case 'sleep':
      return sleepOver(transaction, timer);
    case 'start': {
      const row = transaction.invocation(invocationId);
      if (row?.status === 'scheduled') begin(transaction, row);
      return;
    }
    case 'retry': {
      const row = transaction.invocation(invocationId);
      if (row?.status === 'backing-off' && row.retryAtMs === timer.dueAtMs)
        startWhenAllowed(transaction, row);
      return;
    }
    case 'purge':
      return purge(transaction, { kind: 'purge', invocationId });
    case 'purge-journal':
      return purgeJournal(transaction, { kind: 'purge-journal', invocationId });
    default:
      return assertNever(timer.kind);
  }
}
