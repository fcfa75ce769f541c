import {
  invocationIdFromBytes,
  invocationKey,
  PerdureError,
  type InvocationRow,
  type InvocationStatus,
  type Reply,
} from '@perdure/model';
import { encodeRow } from '@perdure/protocol';

import { AdminWorld } from '../testing/admin-world.js';

/** Its partition key starts with 0x80: the third of four partitions. */
const id = invocationIdFromBytes(new Uint8Array(24).fill(0x80));
const unknownDeployment = 'dp_179qdgQhsdhVZDdBJTHFd6h';

let world: AdminWorld;
beforeEach(async () => {
  world = await AdminWorld.create();
});
afterEach(() => world.close());

const act = (action: string, invocation: string = id) =>
  world.send('PATCH', `/invocations/${invocation}/${action}`);

/** `GreeterV1` and then `GreeterV2` serve `Greeter`. */
async function givenTwoDeployments(): Promise<[older: string, latest: string]> {
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
  return [ids[0]!, ids[1]!];
}

function givenInvocation(status: InvocationStatus, row: Partial<InvocationRow> = {}): void {
  const invocation: InvocationRow = {
    id,
    status,
    target: { service: 'Greeter', serviceType: 'service', handler: 'greet', handlerKind: 'plain' },
    source: { kind: 'ingress' },
    retention: { completionMs: 0, journalMs: 0 },
    createdAtMs: 0,
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
}

describe('PATCH /invocations/{id}/…', () => {
  const completed = `The invocation '${id}' was already completed.`;
  const notCompleted = `The invocation '${id}' is not yet completed.`;
  const notRunning = `The invocation '${id}' is not running, cannot be paused.`;

  it.each<[action: string, reply: Reply['kind'], status: number, message: string]>([
    ['cancel', 'requested', 202, ''],
    ['cancel', 'done', 200, ''],
    ['cancel', 'already-completed', 409, completed],
    ['kill', 'done', 200, ''],
    ['kill', 'already-completed', 409, completed],
    ['purge', 'done', 200, ''],
    ['purge', 'not-completed', 409, notCompleted],
    ['purge-journal', 'done', 200, ''],
    ['purge-journal', 'not-completed', 409, notCompleted],
    ['pause', 'requested', 202, ''],
    ['pause', 'done', 200, ''],
    ['pause', 'not-running', 409, notRunning],
    ['resume', 'done', 200, ''],
    ['resume', 'already-completed', 409, `The invocation '${id}' is completed, cannot be resumed.`],
    [
      'resume',
      'not-started',
      425,
      `The invocation '${id}' is either inboxed or scheduled, cannot be resumed.`,
    ],
    [
      'resume',
      'deployment-not-pinned',
      409,
      `The invocation '${id}' is still running or the deployment id is not pinned yet, deployment id cannot be changed.`,
    ],
  ])('%s, which is answered %s: %i', async (action, kind, status, message) => {
    world.partitions.reply = { kind } as Reply;
    const answer = await act(action);
    expect(answer.status).toBe(status);
    expect(answer.text).toBe(message && JSON.stringify({ message, restate_code: null }));
    expect(world.partitions.commands).toMatchObject([
      { partition: 2, command: { kind: action, invocationId: id, replyTo: { nodeId: 'n1' } } },
    ]);
  });

  it.each(['cancel', 'kill', 'purge', 'purge-journal', 'pause', 'resume'])(
    '%s knows unknown and malformed ids',
    async (action) => {
      world.partitions.reply = { kind: 'not-found' };
      expect(await act(action)).toMatchObject({
        status: 404,
        json: { message: `The requested invocation '${id}' does not exist`, restate_code: null },
      });
      expect(await act(action, 'foo')).toMatchObject({
        status: 400,
        json: {
          message: "The request field 'invocation_id' is invalid. Reason: bad format",
          restate_code: null,
        },
      });
    },
  );

  it('says 503 when the partition cannot be reached', async () => {
    world.partitions.failure = new PerdureError('LOG_UNAVAILABLE', 'The log is away.', { retryable: true });
    expect(await act('cancel')).toMatchObject({ status: 503, json: { message: 'The log is away.' } });
  });

  it('says 503 when the partition does not answer in time', async () => {
    const answer = act('cancel');
    while (world.partitions.commands.length === 0) await new Promise(setImmediate);
    world.replyClock.expire();
    expect(await answer).toMatchObject({
      status: 503,
      json: { message: expect.stringContaining('did not answer within 1000 ms') },
    });
  });

  it('keeps the details of its own failures for the log', async () => {
    world.partitions.reply = { kind: 'attached' };
    expect(await act('cancel')).toMatchObject({
      status: 500,
      json: { message: 'The server failed; its log says why.', restate_code: null },
    });
    expect(world.unexpectedErrors).toEqual([new Error("a partition answered 'attached' to 'cancel'")]);
  });
});

describe('resume?deployment=', () => {
  const resumed = () => world.partitions.commands.map(({ command }) => command);
  beforeEach(() => {
    world.partitions.reply = { kind: 'done' };
  });

  it.each(['keep', 'Keep'])('%s stays where it is, without looking', async (choice) => {
    expect(await act(`resume?deployment=${choice}`)).toMatchObject({ status: 200 });
    expect(resumed()).toEqual([{ kind: 'resume', invocationId: id, replyTo: expect.anything() }]);
  });

  it('moves to the latest deployment of the service, or to the one named', async () => {
    const [older, latest] = await givenTwoDeployments();
    givenInvocation('suspended', { pin: { deploymentId: unknownDeployment as never, protocolVersion: 6 } });
    await act('resume?deployment=latest');
    await act(`resume?deployment=${older}`);
    expect(resumed()).toMatchObject([{ deploymentId: latest }, { deploymentId: older }]);
  });

  const pin = { deploymentId: unknownDeployment as never, protocolVersion: 6 };
  it.each<[status: InvocationStatus, row: Partial<InvocationRow>, answer: number, problem: string]>([
    ['completed', { pin }, 409, 'is completed'],
    ['inboxed', {}, 425, 'is either inboxed or scheduled'],
    ['scheduled', {}, 425, 'is either inboxed or scheduled'],
    ['invoked', { pin }, 409, 'is still running or the deployment id is not pinned yet'],
    ['backing-off', {}, 409, 'is still running or the deployment id is not pinned yet'],
    ['paused', { pin }, 400, 'The given deployment was not found when trying to resume the invocation'],
  ])('a %s one nowhere: %j is a %i', async (status, row, answer, problem) => {
    givenInvocation(status, row);
    expect(await act(`resume?deployment=${unknownDeployment}`)).toMatchObject({
      status: answer,
      json: { message: expect.stringContaining(problem) },
    });
    expect(resumed()).toEqual([]);
  });

  it('not to a deployment that speaks another protocol', async () => {
    const [older] = await givenTwoDeployments();
    givenInvocation('paused', { pin: { ...pin, protocolVersion: 4 } });
    expect(await act(`resume?deployment=${older}`)).toMatchObject({
      status: 400,
      json: {
        message:
          `The invocation '${id}' is running on protocol version '4', while the chosen deployment '${older}' ` +
          'supports the range 5..=7.',
      },
    });
  });

  it('knows unknown invocations and malformed ids', async () => {
    expect(await act(`resume?deployment=${unknownDeployment}`)).toMatchObject({ status: 404 });
    expect(await act('resume?deployment=foo')).toMatchObject({
      status: 400,
      json: {
        message: "The query parameter 'deployment' is invalid. Reason: bad format",
        restate_code: null,
      },
    });
  });
});

describe('DELETE /invocations/{id}', () => {
  it.each([
    ['', 'cancel'],
    ['?mode=Cancel', 'cancel'],
    ['?mode=kill', 'kill'],
    ['?mode=Purge', 'purge'],
  ])('accepts %p, whatever comes of it', async (query, kind) => {
    expect(await world.send('DELETE', `/invocations/${id}${query}`)).toMatchObject({ status: 202, text: '' });
    expect(world.partitions.commands).toEqual([{ partition: 2, command: { kind, invocationId: id } }]);
  });

  it('refuses what it cannot read', async () => {
    expect(await world.send('DELETE', '/invocations/foo')).toMatchObject({ status: 400 });
    expect(await world.send('DELETE', `/invocations/foo?mode=zzz`)).toMatchObject({
      status: 400,
      text:
        'Failed to deserialize query string: mode: unknown variant `zzz`, expected one of `Cancel`, `cancel`, ' +
        '`Kill`, `kill`, `Purge`, `purge`',
    });
  });
});
