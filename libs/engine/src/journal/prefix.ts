import type { InvocationRow, JournalCommand, JournalRow } from '@perdure/model';
import type { Transaction } from '../transaction.js';

/**
 * The entries of a journal up to and including `lastEntry`, and behind them the completions of their commands that came
 * later, in the order in which they came. Undefined when the journal is shorter, or such a completion never came: whoever
 * replays the prefix must find the answer to everything it asks for.
 */
export function journalPrefix(
  transaction: Transaction,
  row: InvocationRow,
  lastEntry: number,
): readonly JournalRow[] | undefined {
  if (lastEntry >= row.journalLength) return undefined;
  const { codec } = transaction.context;
  const prefix: JournalRow[] = [];
  const open = new Set<number>();
  transaction.scan('journal', row.id).forEach(([, entry], index) => {
    const isInside = index <= lastEntry;
    const command = isInside ? codec.decodeCommand(entry.frame) : undefined;
    if (command !== undefined) for (const id of completionsOf(command)) open.add(id);

    const notification = codec.decodeNotification(entry.frame);
    const isAnswer = notification?.kind === 'completion' && open.delete(notification.completionId);
    if (isInside || isAnswer) prefix.push(entry);
  });
  return open.size === 0 ? prefix : undefined;
}

/** The completions a command brings about, sooner or later. */
function completionsOf(command: JournalCommand): number[] {
  if (command.kind === 'call') return [command.invocationIdCompletionId, command.resultCompletionId];
  if (command.kind === 'one-way-call') return [command.invocationIdCompletionId];
  return 'completionId' in command ? [command.completionId] : [];
}
