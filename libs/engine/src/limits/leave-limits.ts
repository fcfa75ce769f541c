import {
  limitCounter,
  PerdureError,
  type InvocationRow,
  type LimitLaneName,
  type LimitLevel,
} from '@perdure/model';
import { hasStarted } from '../lifecycle/has-started.js';
import type { Transaction } from '../transaction.js';
import { counterRow, leaveLane, saveCounter } from './waiting-line.js';

export function laneNameOf(row: InvocationRow): LimitLaneName {
  return hasStarted(row) ? 'resuming' : 'starting';
}

/** Takes an invocation out of the line it waits in, if it does; the slots it has stay counted. */
export function leaveLine(transaction: Transaction, row: InvocationRow): void {
  if (row.waitingFor === undefined) return;
  leaveLane(transaction, counterAt(row, row.waitingFor.level), laneNameOf(row), row.id);
}

/** Gives slots back. Whoever waits for them gets them at the end of the transaction. */
export function releaseSlots(
  transaction: Transaction,
  row: InvocationRow,
  levels: readonly LimitLevel[] | undefined,
): void {
  for (const level of levels ?? []) {
    const counter = counterAt(row, level);
    const { slotsTaken, ...lanes } = counterRow(transaction, counter);
    if (slotsTaken === 0)
      throw new PerdureError('INVARIANT_VIOLATED', `${row.id} gives back a slot of ${counter} nobody has`);
    saveCounter(transaction, counter, { ...lanes, slotsTaken: slotsTaken - 1 });
    if (lanes.resuming !== undefined || lanes.starting !== undefined) transaction.giveAwaySlots(counter);
  }
}

/** An invocation is under a limit only at levels it has. */
function counterAt({ id, target, limitKey }: InvocationRow, level: LimitLevel): string {
  const counter = target.scope === undefined ? undefined : limitCounter(target.scope, limitKey, level);
  if (counter === undefined)
    throw new PerdureError('INVARIANT_VIOLATED', `${id} has no limit at its ${level}`);
  return counter;
}
