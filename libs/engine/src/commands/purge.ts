import type { CommandOf } from '../command-type.js';
import { forget, forgetJournal } from '../lifecycle/forget.js';
import { clearJournalTimer, clearRetentionTimers } from '../lifecycle/retention.js';
import type { Transaction } from '../transaction.js';

/** Forgets a completed invocation before its retention ends. */
export function purge(transaction: Transaction, { invocationId, replyTo }: CommandOf<'purge'>): void {
  const row = transaction.invocation(invocationId);
  if (row === undefined) return transaction.reply(replyTo, { kind: 'not-found' });
  if (row.status !== 'completed') return transaction.reply(replyTo, { kind: 'not-completed' });
  clearRetentionTimers(transaction, row);
  forget(transaction, row);
  transaction.reply(replyTo, { kind: 'done' });
}

/** Forgets the journal of a completed invocation; its result stays. */
export function purgeJournal(transaction: Transaction, command: CommandOf<'purge-journal'>): void {
  const row = transaction.invocation(command.invocationId);
  if (row === undefined) return transaction.reply(command.replyTo, { kind: 'not-found' });
  if (row.status !== 'completed') return transaction.reply(command.replyTo, { kind: 'not-completed' });
  clearJournalTimer(transaction, row);
  transaction.save(forgetJournal(transaction, row));
  transaction.reply(command.replyTo, { kind: 'done' });
}
