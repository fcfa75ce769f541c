import { invocationIdFromBytes, PerdureError, type InvocationId, type Reply } from '@perdure/model';

import { AdminWorld } from '../testing/admin-world.js';
import { registerTwice, storeInvocation } from '../testing/stored-invocations.js';

const ids = [0x10, 0x50, 0x90].map((byte) => invocationIdFromBytes(new Uint8Array(24).fill(byte)));
const [first, second, third] = ids as [InvocationId, InvocationId, InvocationId];
const unknownDeployment = 'dp_179qdgQhsdhVZDdBJTHFd6h';
const result = { kind: 'value', value: new Uint8Array() } as const;

let world: AdminWorld;
beforeEach(async () => {
  world = await AdminWorld.create();
});
afterEach(() => world.close());

const batch = (operation: string, body: unknown) =>
  world.send('POST', `/internal/invocations_batch_operations/${operation}`, body);

describe('POST /internal/invocations_batch_operations/…', () => {
  it.each(['cancel', 'kill', 'purge', 'purge-journal', 'pause', 'resume'])(
    '%s acts on every one of them, each in its partition',
    async (operation) => {
      world.partitions.reply = { kind: 'done' };
      expect(await batch(operation, { invocation_ids: ids })).toMatchObject({
        status: 200,
        json: { succeeded: ids, failed: [] },
      });
      expect(world.partitions.commands).toMatchObject([
        { partition: 0, command: { kind: operation, invocationId: first } },
        { partition: 1, command: { kind: operation, invocationId: second } },
        { partition: 2, command: { kind: operation, invocationId: third } },
      ]);
    },
  );

  it.each<[operation: string, reply: Reply['kind'], error: string]>([
    ['cancel', 'not-found', `Invocation '${first}' not found`],
    ['kill', 'already-completed', `Invocation '${first}' was already completed`],
    ['purge', 'not-completed', `Invocation '${first}' is not yet completed`],
    ['purge-journal', 'not-completed', `Invocation '${first}' is not yet completed`],
    ['pause', 'not-running', `Invocation '${first}' is not running, cannot be paused`],
    ['resume', 'already-completed', `Invocation '${first}' is completed, cannot be resumed`],
    ['resume', 'not-started', `Invocation '${first}' is either inboxed or scheduled, cannot be resumed`],
  ])('%s of what is %s fails, in the words of a batch', async (operation, kind, error) => {
    world.partitions.reply = { kind } as Reply;
    expect(await batch(operation, { invocation_ids: [first] })).toMatchObject({
      status: 200,
      json: { succeeded: [], failed: [{ invocation_id: first, error }] },
    });
  });

  it('says what it could not find out', async () => {
    world.partitions.failure = new PerdureError('LOG_UNAVAILABLE', 'The log is away.', { retryable: true });
    expect(await batch('cancel', { invocation_ids: [first] })).toMatchObject({
      status: 200,
      json: { failed: [{ invocation_id: first, error: 'The log is away.' }] },
    });
  });

  it('restart-as-new tells old from new, and what cannot be restarted', async () => {
    world.partitions.reply = { kind: 'done' };
    storeInvocation(world, first, 'completed', { result });
    storeInvocation(world, second, 'invoked');
    const { json } = await batch('restart-as-new', { invocation_ids: ids, deployment: 'Keep' });
    expect(json).toEqual({
      succeeded: [{ old_invocation_id: first, new_invocation_id: expect.stringMatching(/^inv_1/) as string }],
      failed: [
        { invocation_id: second, error: `Invocation '${second}' is still running` },
        { invocation_id: third, error: `Invocation '${third}' not found` },
      ],
    });
  });

  it('resumes and restarts where it is told to', async () => {
    const [older] = await registerTwice(world);
    const pin = { deploymentId: unknownDeployment as never, protocolVersion: 6 };
    storeInvocation(world, first, 'paused', { pin });
    storeInvocation(world, second, 'completed', { pin, result });
    world.partitions.reply = { kind: 'done' };
    await batch('resume', { invocation_ids: [first], deployment: older });
    await batch('restart-as-new', { invocation_ids: [second], deployment: older });
    expect(world.partitions.commands).toMatchObject([
      { command: { kind: 'resume', deploymentId: older } },
      { command: { kind: 'restart-as-new', pin: { deploymentId: older, protocolVersion: 6 } } },
    ]);

    const failures = [
      await batch('resume', { invocation_ids: [first], deployment: unknownDeployment }),
      await batch('restart-as-new', { invocation_ids: [second], deployment: unknownDeployment }),
    ];
    expect(failures.map(({ json }) => json)).toMatchObject([
      { failed: [{ error: `Deployment not found when resuming invocation '${first}'` }] },
      { failed: [{ error: `Deployment not found when restarting invocation '${second}'` }] },
    ]);
    expect(await batch('resume', { invocation_ids: [], deployment: 'foo' })).toMatchObject({
      status: 400,
      json: { message: "The request field 'deployment' is invalid. Reason: bad format" },
    });
  });

  it('takes a thousand, and not one more', async () => {
    world.partitions.reply = { kind: 'done' };
    const many = (length: number) => ({ invocation_ids: Array.from({ length }, () => first) });
    const { json } = await batch('cancel', many(1000));
    expect((json as { succeeded: unknown[] }).succeeded).toHaveLength(1000);
    expect(await batch('cancel', many(1001))).toMatchObject({
      status: 400,
      json: { message: 'Batch size 1001 exceeds maximum allowed size of 1000', restate_code: null },
    });
  });

  it.each([
    [{}, 'invocation_ids'],
    [{ invocation_ids: 'x' }, 'invocation_ids'],
    [{ invocation_ids: [first, 'foo'] }, 'invocation_ids[1]: bad format'],
  ])('does not take %j for a batch', async (body, problem) => {
    const answer = await batch('kill', body);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(problem);
    expect(world.partitions.commands).toEqual([]);
  });

  it('has no other operations', async () => {
    expect(await batch('nope', { invocation_ids: [] })).toMatchObject({ status: 404 });
    expect(await world.send('GET', '/internal/invocations_batch_operations/cancel')).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
    });
  });
});
