import {
  indexMember,
  instanceOf,
  single,
  timerMember,
  type InvocationRow,
  type Listener,
} from '@perdure/model';
import type { Transition } from '../transition.js';
import { brokenLimits } from './limit-checks.js';
import type { MemoryView } from './memory-view.js';
import type { TextCodec } from './text-codec.js';

/** What must be true of a partition between any two inputs. Each returns what is wrong, by the name of the promise. */
export function brokenPromises(view: MemoryView, codec: TextCodec): string[] {
  return [
    ...view
      .all('invocation')
      .flatMap(({ row }) => [
        ...brokenStatus(view, row),
        ...brokenJournal(view, codec, row),
        ...missedWakeUp(view, row),
      ]),
    ...brokenLocks(view),
    ...brokenLimits(view),
    ...untoldPromiseListeners(view, codec),
    ...strayRows(view),
  ];
}

function brokenStatus(view: MemoryView, row: InvocationRow): string[] {
  const expected = row.status === 'completed' ? undefined : row.status;
  const problems: string[] = [];
  if (view.get('active', single, row.id) !== expected) problems.push(`ActiveMatchesStatus: ${row.status}`);
  const timer = waitTimer(row);
  if (timer !== undefined && view.get('timer', single, timerMember(timer)) === undefined)
    problems.push(`NoLostInvocation: ${row.status} without a ${timer.kind} timer`);
  return problems;
}

function waitTimer(row: InvocationRow): Parameters<typeof timerMember>[0] | undefined {
  const common = { invocationId: row.id, completionId: 0 };
  if (row.status === 'scheduled') return { ...common, kind: 'start', dueAtMs: row.executeAtMs! };
  if (row.status === 'backing-off') return { ...common, kind: 'retry', dueAtMs: row.retryAtMs! };
  if (row.status !== 'completed') return undefined;
  return { ...common, kind: 'purge', dueAtMs: row.completedAtMs! + row.retention.completionMs };
}

function brokenJournal(view: MemoryView, codec: TextCodec, row: InvocationRow): string[] {
  const journal = view.scan('journal', row.id);
  const commands = journal.filter(([, { frame }]) => codec.isCommand(frame)).length;
  const isContiguous = journal.every(([member], index) => member === indexMember(index));
  const problems: string[] = [];
  if (!isContiguous || journal.length !== row.journalLength || commands !== row.commandCount)
    problems.push(`JournalIsWhole: ${String(journal.length)} entries, ${String(commands)} commands`);
  const isNotification = (index: number): boolean => {
    const entry = journal[index];
    return entry !== undefined && !codec.isCommand(entry[1].frame);
  };
  for (const [member, { journalIndex }] of view.scan('notification', row.id))
    if (!isNotification(journalIndex)) problems.push(`NotificationsMatchJournal: ${member}`);
  return problems;
}

/** Only for plain lists, where anything new must have woken the handler; the trees have tests of their own. */
function missedWakeUp(view: MemoryView, { id, awaiting, attemptJournalLength }: InvocationRow): string[] {
  if (awaiting?.combinator !== 'first-completed') return [];
  const members = [
    ...awaiting.completions.map((completion) => `c${String(completion)}`),
    ...awaiting.signals.map((signal) => `s${String(signal)}`),
    ...awaiting.namedSignals.map((name) => `n${name}`),
  ];
  return members
    .filter((member) => (view.get('notification', id, member)?.journalIndex ?? -1) >= attemptJournalLength)
    .map((member) => `NoLostWakeUp: ${member} arrived`);
}

function brokenLocks(view: MemoryView): string[] {
  const problems: string[] = [];
  for (const { row } of view.all('invocation')) {
    const instance = row.target.handlerKind === 'exclusive' ? instanceOf(row.target) : undefined;
    if (instance === undefined || row.status === 'scheduled' || row.status === 'completed') continue;
    const lock = view.get('lock', instance, single);
    if (row.status !== 'inboxed') {
      if (lock?.holder !== row.id)
        problems.push(`ExclusiveKey: ${row.status} without the lock of ${instance}`);
      continue;
    }
    const position = row.inboxPosition ?? -1;
    const isInside = lock !== undefined && lock.inboxHead <= position && position < lock.inboxTail;
    if (!isInside || view.get('inbox', instance, indexMember(position)) !== row.id)
      problems.push(`NoLostInvocation: not in the inbox of ${instance} at ${String(position)}`);
  }
  for (const { group, row } of view.all('lock')) {
    const holder = view.get('invocation', row.holder, single);
    if (holder === undefined || holder.status === 'completed')
      problems.push(`ExclusiveKey: ${group} held by the dead`);
  }
  for (const { group, row } of view.all('inbox'))
    if (typeof row === 'string' && view.get('invocation', row, single)?.status !== 'inboxed')
      problems.push(`NoStrayRows: inbox of ${group}`);
  return problems;
}

/** Whoever waits for a promise that is completed has its result. */
function untoldPromiseListeners(view: MemoryView, codec: TextCodec): string[] {
  return view.all('invocation').flatMap(({ row }) => {
    if (row.target.serviceType !== 'workflow' || row.status === 'completed') return [];
    const instance = instanceOf(row.target) ?? '';
    return view.scan('journal', row.id).flatMap(([, { frame }]) => {
      const command = codec.decodeCommand(frame);
      if (command?.kind !== 'get-promise') return [];
      const promise = view.get('promise', instance, command.key);
      const isTold = view.get('notification', row.id, `c${String(command.completionId)}`) !== undefined;
      const isWaiting = promise?.listeners.some(
        ({ invocationId, completionId }) => invocationId === row.id && completionId === command.completionId,
      );
      // A promise that went with its workflow is nobody's any more.
      if (promise === undefined || isTold || isWaiting === true) return [];
      return [`PromiseListenersTold: ${row.id} ${command.key}`];
    });
  });
}

/** Nothing stays of an invocation that is gone, but for its sleeps, which leave when they are due. */
function strayRows(view: MemoryView): string[] {
  const isGone = (id: string): boolean => view.get('invocation', id, single) === undefined;
  return [
    ...view
      .all('journal')
      .filter(({ group }) => isGone(group))
      .map(({ group }) => `journal of ${group}`),
    ...view
      .all('notification')
      .filter(({ group }) => isGone(group))
      .map(({ group }) => `notification of ${group}`),
    ...view
      .all('active')
      .filter(({ member }) => isGone(member))
      .map(({ member }) => `active ${member}`),
    ...view
      .all('timer')
      .filter(({ row }) => isGone(row.invocationId) && row.kind !== 'sleep')
      .map(({ row }) => `${row.kind} timer of ${row.invocationId}`),
  ].map((problem) => `NoStrayRows: ${problem}`);
}

/** NoLostInvocation: who waits for an invocation is told when it ends, in the very transition that ends it. */
export function unansweredListeners(before: MemoryView, after: MemoryView, transition: Transition): string[] {
  const ended = before.all('invocation').filter(({ row }) => {
    const now = after.get('invocation', row.id, single);
    return row.status !== 'completed' && (now === undefined || now.status === 'completed');
  });
  return ended.flatMap(({ row }) =>
    row.listeners
      .filter((listener) => !isAnswered(after, transition, row, listener))
      .map(() => `NoLostInvocation: a listener of ${row.id} was not told`),
  );
}

function isAnswered(
  after: MemoryView,
  { effects }: Transition,
  { id }: InvocationRow,
  listener: Listener,
): boolean {
  if (listener.kind === 'node')
    return effects.some(
      (effect) =>
        effect.kind === 'notify-node' &&
        effect.nodeId === listener.nodeId &&
        effect.message.kind === 'invocation-completed' &&
        effect.message.invocationId === id,
    );
  const { invocationId, completionId, askedBy } = listener;
  const waiting = after.get('invocation', invocationId, single);
  const asked = askedBy && after.get('journal', invocationId, indexMember(askedBy.index));
  return (
    waiting?.status === 'completed' ||
    // Asked by an earlier bearer of the id.
    (waiting !== undefined && asked?.appendedAtMs !== askedBy?.appendedAtMs) ||
    after.get('notification', invocationId, `c${String(completionId)}`) !== undefined ||
    effects.some(
      (effect) =>
        effect.kind === 'send' &&
        effect.command.kind === 'notify' &&
        effect.command.invocationId === invocationId,
    ) ||
    // It died too, without a trace, or never lived here.
    waiting === undefined
  );
}
