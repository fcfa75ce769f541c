import {
  completionMember,
  indexMember,
  namedSignalMember,
  partitionOf,
  signalMember,
  single,
  timerMember,
  type Frame,
  type InvocationId,
  type InvocationRow,
  type InvocationStatus,
  type Notification,
  type RowTypes,
  type Table,
} from '@perdure/model';
import { encodeRow, journalCodec } from '@perdure/protocol';

import type { AdminWorld } from './admin-world.js';

/** Two deployments that serve `Greeter`, one after the other. */
export async function registerTwice(world: AdminWorld): Promise<[older: string, latest: string]> {
  const ids: string[] = [];
  for (const host of ['v1', 'v2']) {
    world.endpoints.serve(`http://${host}/`, {
      name: 'Greeter',
      ty: 'SERVICE',
      handlers: [{ name: 'greet' }],
    });
    const { json } = await world.send('POST', '/deployments', { uri: `http://${host}` });
    ids.push((json as { id: string }).id);
  }
  return [ids[0] ?? '', ids[1] ?? ''];
}

/** Stores an invocation of `Greeter/greet` with nothing remarkable but what is given, as a partition's owner would. */
export function storeInvocation(
  world: AdminWorld,
  id: InvocationId,
  status: InvocationStatus,
  row: Partial<InvocationRow> = {},
): void {
  const isCompleted = status === 'completed';
  const invocation: InvocationRow = {
    id,
    status,
    target: { service: 'Greeter', serviceType: 'service', handler: 'greet', handlerKind: 'plain' },
    source: { kind: 'ingress' },
    retention: { completionMs: 0, journalMs: 0 },
    createdAtMs: 0,
    ...(status !== 'scheduled' && status !== 'inboxed' && { startedAtMs: 0 }),
    ...(isCompleted && { completedAtMs: 0, result: { kind: 'value', value: new Uint8Array() } }),
    modifiedAtMs: 0,
    journalLength: 1,
    commandCount: 1,
    attempt: 1,
    attemptJournalLength: 1,
    failedAttempts: 0,
    failedAttemptsSinceLastEntry: 0,
    lastEntryAtMs: 0,
    listeners: [],
    ...row,
  };
  storeRow(world, id, 'invocation', id, single, invocation);
  if (!isCompleted) return storeRow(world, id, 'active', single, id, status);
  const dueAtMs = (invocation.completedAtMs ?? 0) + invocation.retention.completionMs;
  const timer = { kind: 'purge', invocationId: id, dueAtMs, completionId: 0 } as const;
  storeRow(world, id, 'timer', single, timerMember(timer), timer);
}

/** Stores the journal: frames of commands as they are, notifications encoded and noted. */
export function storeJournal(
  world: AdminWorld,
  id: InvocationId,
  entries: ReadonlyArray<Frame | Notification>,
): void {
  entries.forEach((entry, index) => {
    const frame = 'payload' in entry ? entry : journalCodec.encodeNotification(entry);
    storeRow(world, id, 'journal', id, indexMember(index), { frame, appendedAtMs: index });
    if ('payload' in entry) return;
    const isFailure = entry.result.kind === 'failure';
    storeRow(world, id, 'notification', id, memberOf(entry), { journalIndex: index, isFailure });
  });
}

function memberOf(notification: Notification): string {
  if (notification.kind === 'completion') return completionMember(notification.completionId);
  const { signal } = notification;
  return signal.kind === 'index' ? signalMember(signal.index) : namedSignalMember(signal.name);
}

/** Stores a row in the partition of an invocation. */
export function storeRow<T extends Table>(
  world: AdminWorld,
  neighbour: InvocationId,
  table: T,
  group: string,
  member: string,
  row: RowTypes[T],
): void {
  world.rows.put(
    partitionOf(neighbour, world.partitionCount),
    { table, group, member },
    encodeRow(table, row),
  );
}
