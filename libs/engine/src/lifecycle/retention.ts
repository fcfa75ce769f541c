import { timerMember, single, type InvocationRow, type TimerRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { setTimer } from './timer.js';

/** Sees to it that a completed invocation leaves when its retention ends, its journal earlier if it is kept for less. */
export function setRetentionTimers(transaction: Transaction, row: InvocationRow): void {
  setTimer(transaction, purgeTimer(row));
  if (isJournalPurgedFirst(row)) setTimer(transaction, journalTimer(row));
}

/** For an invocation that leaves earlier: its id may come back, and the timers must not meet the next of that name. */
export function clearRetentionTimers(transaction: Transaction, row: InvocationRow): void {
  transaction.delete('timer', single, timerMember(purgeTimer(row)));
  clearJournalTimer(transaction, row);
}

export function clearJournalTimer(transaction: Transaction, row: InvocationRow): void {
  if (isJournalPurgedFirst(row)) transaction.delete('timer', single, timerMember(journalTimer(row)));
}

/** False also when the journal is gone, and its timer with it. */
function isJournalPurgedFirst({ journalLength, retention }: InvocationRow): boolean {
  return journalLength > 0 && retention.journalMs < retention.completionMs;
}

function purgeTimer(row: InvocationRow): TimerRow {
  return timerAfter(row, 'purge', row.retention.completionMs);
}

function journalTimer(row: InvocationRow): TimerRow {
  return timerAfter(row, 'purge-journal', row.retention.journalMs);
}

function timerAfter(
  { id, completedAtMs, modifiedAtMs }: InvocationRow,
  kind: TimerRow['kind'],
  delayMs: number,
): TimerRow {
  return { kind, invocationId: id, dueAtMs: (completedAtMs ?? modifiedAtMs) + delayMs, completionId: 0 };
}
