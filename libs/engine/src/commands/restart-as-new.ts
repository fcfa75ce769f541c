import {
  indexMember,
  type InvocationRow,
  type JournalRow,
  type Reply,
  type RestartCommand,
} from '@perdure/model';
import { notificationMember } from '../journal/append.js';
import { journalPrefix } from '../journal/prefix.js';
import { begin } from '../lifecycle/begin.js';
import { newInvocation, type Origin } from '../lifecycle/new-invocation.js';
import type { Transaction } from '../transaction.js';

/**
 * Starts a completed invocation once more under another id, with the first entries of its journal (admin-api 5). What
 * these did to others (state written, calls made) was done then and is not done again.
 */
export function restartAsNew(transaction: Transaction, command: RestartCommand): void {
  transaction.reply(command.replyTo, { kind: tryRestart(transaction, command) });
}

type Outcome = Extract<
  Reply['kind'],
  | 'done'
  | 'not-found'
  | 'not-started'
  | 'not-completed'
  | 'not-restartable'
  | 'journal-missing'
  | 'prefix-incomplete'
>;

function tryRestart(transaction: Transaction, command: RestartCommand): Outcome {
  // Whoever was unsure whether the command arrived repeats it.
  if (transaction.invocation(command.newInvocationId) !== undefined) return 'done';
  const row = transaction.invocation(command.invocationId);
  if (row === undefined) return 'not-found';
  if (row.status !== 'completed') return row.startedAtMs === undefined ? 'not-started' : 'not-completed';
  if (row.journalLength === 0) return 'journal-missing';
  if (row.target.serviceType === 'workflow') return 'not-restartable';

  const entries = journalPrefix(transaction, row, command.lastEntry);
  if (entries === undefined) return 'prefix-incomplete';
  start(transaction, row, command, entries);
  return 'done';
}

function start(
  transaction: Transaction,
  old: InvocationRow,
  command: RestartCommand,
  entries: readonly JournalRow[],
): void {
  const { codec } = transaction.context;
  const { newInvocationId: id } = command;
  let commandCount = 0;
  let output: InvocationRow['output'];
  entries.forEach((entry, journalIndex) => {
    transaction.put('journal', id, indexMember(journalIndex), entry);
    const step = codec.decodeCommand(entry.frame);
    if (step !== undefined) commandCount += 1;
    if (step?.kind === 'output') output = step.result;
    const notification = codec.decodeNotification(entry.frame);
    if (notification === undefined) return;
    const isFailure = notification.result.kind === 'failure';
    transaction.put('notification', id, notificationMember(notification), { journalIndex, isFailure });
  });

  const origin: Origin = { ...old, invocationId: id, source: { kind: 'restart', invocationId: old.id } };
  const [input] = entries;
  const isPlain = entries.length === 1;
  // Steps that were taken can be replayed only in the protocol version they were taken in.
  const pin = command.pin ?? (isPlain ? undefined : old.pin);
  begin(
    transaction,
    {
      ...newInvocation(origin, commandCount, transaction.nowMs),
      journalLength: entries.length,
      ...(pin !== undefined && { pin }),
      ...(output !== undefined && { output }),
      // What was drawn at random is part of what the journal was written from.
      ...(!isPlain && { seededBy: old.seededBy ?? old.id }),
    },
    isPlain ? input?.frame : undefined,
  );
}
