import { instanceOf, single, type InvocationRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';

/** Removes every trace of an invocation; its id is free again. A workflow takes its state and promises along. */
export function forget(transaction: Transaction, row: InvocationRow): void {
  transaction.delete('invocation', row.id, single);
  transaction.delete('active', single, row.id);
  forgetJournal(transaction, row);
  const instance = row.target.handlerKind === 'workflow' ? instanceOf(row.target) : undefined;
  if (instance === undefined) return;
  transaction.dropGroup('state', instance);
  transaction.dropGroup('promise', instance);
}

export function forgetJournal(transaction: Transaction, row: InvocationRow): void {
  if (row.journalLength === 0) return;
  transaction.dropGroup('journal', row.id);
  if (row.journalLength > row.commandCount) transaction.dropGroup('notification', row.id);
}
