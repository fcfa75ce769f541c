import { invocationKey, type InvocationId, type InvocationRow, type InvocationStatus } from '@perdure/model';
import { encodeRow } from '@perdure/protocol';

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

/** Stores an invocation of `Greeter/greet` with nothing remarkable but what is given. */
export function storeInvocation(
  world: AdminWorld,
  id: InvocationId,
  status: InvocationStatus,
  row: Partial<InvocationRow> = {},
): InvocationRow {
  const invocation: InvocationRow = {
    id,
    status,
    target: { service: 'Greeter', serviceType: 'service', handler: 'greet', handlerKind: 'plain' },
    source: { kind: 'ingress' },
    retention: { completionMs: 0, journalMs: 0 },
    createdAtMs: 0,
    ...(status !== 'scheduled' && status !== 'inboxed' && { startedAtMs: 0 }),
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
  world.rows.put(invocationKey(id), encodeRow('invocation', invocation));
  return invocation;
}
