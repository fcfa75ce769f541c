import { instanceOf, single, type InvocationRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';

/** Removes every trace of an invocation; its id is free again. A workflow takes its state and promises along. */
export function forget(transaction: Transaction, row: InvocationRow): void {
  forgetRecord(transaction, row);
  const instance = row.target.handlerKind === 'workflow' ? instanceOf(row.target) : undefined;
  if (instance === undefined) return;
  transaction.dropGroup('state', instance);
  transaction.dropGroup('promise', instance);
}

/** Removes the invocation itself; what others did to its workflow meanwhile, completed promises say, stays. */
export function forgetRecord(transaction: Transaction, row: InvocationRow): void {
  transaction.delete('invocation', row.id, single);
  transaction.delete('active', single, row.id);
  forgetJournal(transaction, row);
}

/** Removes the journal and returns the row without it, not saved. */
export function forgetJournal(transaction: Transaction, row: InvocationRow): InvocationRow {
  if (row.journalLength === 0) return row;
  transaction.dropGroup('journal', row.id);
  if (row.journalLength > row.commandCount) transaction.dropGroup('notification', row.id);
  return { ...row, journalLength: 0, commandCount: 0 };
}
