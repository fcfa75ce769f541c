import { single } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import { changeState } from '../lifecycle/change-state.js';
import { enterInbox } from '../lifecycle/object-lock.js';
import type { Transaction } from '../transaction.js';

/**
 * Changes the state of an object from outside: at once, or, while an exclusive handler holds the object, in turn with
 * those that wait for it (admin-api 4.4). Workflows have no lock: their handler may see the change at any step.
 */
export function modifyState(transaction: Transaction, { instance, change }: CommandOf<'modify-state'>): void {
  const lock = transaction.get('lock', instance, single);
  if (lock === undefined) changeState(transaction, instance, change);
  else enterInbox(transaction, instance, lock, change);
}
