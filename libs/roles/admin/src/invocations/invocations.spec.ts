import {
  invocationIdFromBytes,
  invocationIdToBytes,
  PerdureError,
  type InvocationId,
  type InvocationRow,
  type InvocationStatus,
  type Reply,
} from '@perdure/model';

import { AdminWorld } from '../testing/admin-world.js';
import { registerTwice, storeInvocation } from '../testing/stored-invocations.js';

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

const givenTwoDeployments = () => registerTwice(world);
const givenInvocation = (status: InvocationStatus, row: Partial<InvocationRow> = {}) =>
  storeInvocation(world, id, status, row);

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

describe('restart-as-new', () => {
  const pin = { deploymentId: unknownDeployment as never, protocolVersion: 6 };
  const commands = () => world.partitions.commands.map(({ command }) => command);
  beforeEach(() => {
    world.partitions.reply = { kind: 'done' };
  });

  it('asks the partition of the old invocation for a new one that lives there too', async () => {
    givenInvocation('completed', { pin });
    const answer = await act('restart-as-new');
    expect(answer.status).toBe(200);
    const { new_invocation_id: newId } = answer.json as { new_invocation_id: InvocationId };
    expect(newId).not.toBe(id);
    expect(invocationIdToBytes(newId).subarray(0, 8)).toEqual(invocationIdToBytes(id).subarray(0, 8));
    expect(world.partitions.commands).toEqual([
      {
        partition: 2,
        command: {
          kind: 'restart-as-new',
          invocationId: id,
          newInvocationId: newId,
          lastEntry: 0,
          replyTo: expect.anything() as unknown,
        },
      },
    ]);
  });

  it.each<[query: string, deployment: 'older' | 'latest' | undefined, lastEntry: number]>([
    ['?deployment=Latest', undefined, 0],
    ['?from=3', 'latest', 3],
    ['?from=3&deployment=keep', 'older', 3],
    ['?deployment=Keep', 'older', 0],
  ])('%s runs it on the %s deployment', async (query, deployment, lastEntry) => {
    const [older, latest] = await givenTwoDeployments();
    givenInvocation('completed', { journalLength: 4, pin: { ...pin, deploymentId: older as never } });
    expect(await act(`restart-as-new${query}`)).toMatchObject({ status: 200 });
    const deploymentId = deployment && { older, latest }[deployment];
    const expected = deploymentId === undefined ? {} : { pin: { deploymentId, protocolVersion: 6 } };
    const [command] = commands();
    expect(command).toMatchObject({ lastEntry, ...expected });
    expect('pin' in (command ?? {})).toBe(deployment !== undefined);
  });

  it('speaks the newest protocol with a deployment it is sent to before it took a step', async () => {
    const [older] = await givenTwoDeployments();
    givenInvocation('completed');
    await act(`restart-as-new?deployment=${older}`);
    expect(commands()).toMatchObject([{ pin: { deploymentId: older, protocolVersion: 7 } }]);
  });

  it.each<[status: InvocationStatus, row: Partial<InvocationRow>, answer: number, message: string]>([
    ['invoked', {}, 409, `The invocation '${id}' is still running.`],
    ['suspended', {}, 409, `The invocation '${id}' is still running.`],
    ['scheduled', {}, 425, `The invocation '${id}' cannot be restarted because it's not running yet.`],
    ['inboxed', {}, 425, `The invocation '${id}' cannot be restarted because it's not running yet.`],
    [
      'completed',
      { target: { service: 'W', serviceType: 'workflow', handler: 'h', handlerKind: 'shared', key: 'k' } },
      422,
      `Restarting the invocation '${id}' is not supported. Restarting workflows is not supported, and restarting invocations created using the old service protocol.`,
    ],
    [
      'completed',
      { journalLength: 0, commandCount: 0 },
      410,
      `The invocation '${id}' cannot be restarted because the input is not available. This indicates that the journal was already purged, or not retained at all.`,
    ],
    [
      'completed',
      { pin },
      400,
      `The given deployment was not found when trying to restart as new the invocation '${id}'.`,
    ],
  ])('not of a %s one: %j is a %i', async (status, row, answer, message) => {
    const completed =
      status === 'completed' ? { result: { kind: 'value', value: new Uint8Array() } as const } : {};
    givenInvocation(status, { ...completed, ...row });
    expect(await act(`restart-as-new?deployment=${unknownDeployment}`)).toMatchObject({
      status: answer,
      json: { message, restate_code: null },
    });
    expect(commands()).toEqual([]);
  });

  it('not on a deployment that speaks another protocol', async () => {
    const [older] = await givenTwoDeployments();
    givenInvocation('completed', { pin: { ...pin, protocolVersion: 4 } });
    expect(await act(`restart-as-new?deployment=${older}`)).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining(`supports the range 5..=7.`) as string },
    });
  });

  it('not when the partition finds the journal incomplete', async () => {
    givenInvocation('completed');
    world.partitions.reply = { kind: 'prefix-incomplete' };
    expect(await act('restart-as-new')).toMatchObject({
      status: 400,
      json: {
        message: `The prefix of the journal '${id}' up to 'from' (included) contains some Commands without respective Completions.`,
      },
    });
  });

  it.each([
    ['from=-1', 'from: invalid digit found in string'],
    ['from=1.5', 'from: invalid digit found in string'],
    ['from=', 'from: cannot parse integer from empty string'],
    ['from=4294967296', 'from: number too large to fit in target type'],
    ['from=1&from=2', 'duplicate field `from`'],
  ])('cannot read ?%s', async (query, problem) => {
    // Before it looks at the id.
    expect(await act(`restart-as-new?${query}`, 'foo')).toMatchObject({
      status: 400,
      text: `Failed to deserialize query string: ${problem}`,
    });
  });

  it('knows unknown invocations and malformed ids', async () => {
    expect(await act('restart-as-new')).toMatchObject({ status: 404 });
    expect(await act('restart-as-new', 'foo')).toMatchObject({ status: 400 });
    expect(await act('restart-as-new?deployment=foo')).toMatchObject({
      status: 400,
      json: { message: "The query parameter 'deployment' is invalid. Reason: bad format" },
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
