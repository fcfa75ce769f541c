import { indexMember, instanceOf, single, type InvocationRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';

/**
 * A journal up to this length is deleted entry by entry. Dropping a group is one change whatever its size, but a store may
 * have to look for what is in it, which costs more than deleting what is known to be there: most journals are short, and
 * each is forgotten one day.
 */
const entriesDeletedMax = 16;

/** Removes every trace of an invocation; its id is free again. A workflow takes its state and promises along. */
export function forget(transaction: Transaction, row: InvocationRow): void {
  forgetRecord(transaction, row);
  const instance = row.target.handlerKind === 'workflow' ? instanceOf(row.target) : undefined;
  if (instance === undefined) return;
  transaction.dropGroup('state', instance);
  transaction.dropGroup('promise', instance);
}

/**
 * Removes the invocation itself, which is not active any more; what others did to its workflow meanwhile, completed
 * promises say, stays.
 */
export function forgetRecord(transaction: Transaction, row: InvocationRow): void {
  transaction.delete('invocation', row.id, single);
  forgetJournal(transaction, row);
}

/** Removes the journal and returns the row without it, not saved. */
export function forgetJournal(transaction: Transaction, row: InvocationRow): InvocationRow {
  if (row.journalLength === 0) return row;
  if (row.journalLength > entriesDeletedMax) transaction.dropGroup('journal', row.id);
  else
    for (let index = 0; index < row.journalLength; index++)
      transaction.delete('journal', row.id, indexMember(index));
  if (row.journalLength > row.commandCount) transaction.dropGroup('notification', row.id);
  return { ...row, journalLength: 0, commandCount: 0 };
}
