import * as http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { InvocationTarget } from '@perdure/model';
import type { Clock } from '@perdure/ports';
import { idempotentInvocationId, workflowInvocationId } from '@perdure/protocol';
import { SequentialIds } from '@perdure/testkit';
import * as restate from '@restatedev/restate-sdk';
import { objectTarget, plainTarget, registryOf } from './testing/fixtures.js';
import { TestOwner } from './testing/test-owner.js';

/** How long this process was frozen, as far as the clock tells. */
let frozenMs = 0;

const realClock: Clock = {
  nowMs: () => Date.now() + frozenMs,
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

const greeter = restate.service({
  name: 'Greeter',
  handlers: {
    greet: async (_context: restate.Context, name: string) => `Hello ${name}`,
    step: async (context: restate.Context) => {
      const step = await context.run('step', () => 42);
      await context.sleep(3_600_000);
      return step;
    },
    call: async (context: restate.Context) => {
      context.genericSend({ service: 'Flow', method: 'run', key: 'w', parameter: new Uint8Array() });
      return context.genericCall<Uint8Array, string>({
        service: 'Counter',
        method: 'add',
        key: 'a key',
        parameter: Buffer.from('1'),
        headers: { 'x-a': 'b' },
        idempotencyKey: 'once',
        inputSerde: restate.serde.binary,
      });
    },
    callNobody: async (context: restate.Context) =>
      context.genericCall({ service: 'Nobody', method: 'x', parameter: new Uint8Array() }),
    fail: async () => {
      throw new Error('not today');
    },
    failForAWhile: async () => {
      throw new restate.RetryableError('later', { retryAfter: 1234 });
    },
  },
});

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (context: restate.ObjectContext, n: number) => {
      const sum = ((await context.get<number>('sum')) ?? 0) + n;
      context.set('sum', sum);
      return sum;
    },
  },
});

describe('attempts against a TypeScript SDK endpoint', () => {
  const server = http2.createServer(
    restate.createEndpointHandler({ services: [greeter, counter], logger: () => undefined }),
  );
  let uri = '';
  const owners: TestOwner[] = [];

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const owner of owners.splice(0)) await owner.client.close();
  });
  afterAll(() => server.close());

  function ownerOf(target: InvocationTarget, input?: string): TestOwner {
    const registry = registryOf(uri, [
      {
        name: 'Greeter',
        type: 'service',
        handlers: Object.fromEntries(
          ['greet', 'step', 'call', 'callNobody', 'fail', 'failForAWhile'].map(
            (name) => [name, 'plain'] as const,
          ),
        ),
      },
      { name: 'Counter', type: 'virtual-object', handlers: { add: 'exclusive' } },
      { name: 'Flow', type: 'workflow', handlers: { run: 'workflow' } },
    ]);
    const owner = new TestOwner(target, registry, { clock: realClock, ids: new SequentialIds() }, {}, input);
    owners.push(owner);
    return owner;
  }

  const outputOf = (owner: TestOwner): string => {
    const { command } = owner.last('command');
    if (command.kind !== 'output' || command.result.kind !== 'value')
      throw new Error('the last command is no output');
    return Buffer.from(command.result.value).toString();
  };

  test('a handler that runs through is reported as output and end, with what to pin', async () => {
    const owner = ownerOf(plainTarget('Greeter', 'greet'), '"Ada"');
    owner.start({ withInput: true });
    expect(owner.invoker.runningAttempts).toBe(1);
    await owner.until('ended');

    expect(owner.reported).toEqual(['output', 'ended']);
    expect(outputOf(owner)).toBe('"Hello Ada"');
    expect(owner.last('command')).toMatchObject({
      attempt: 1,
      pin: { deploymentId: 'dp_10000000000000000000001', protocolVersion: 6 },
      retry: { policy: { maxAttempts: 70 } },
    });
    expect(owner.invoker.runningAttempts).toBe(0);
    expect(owner.rows.scans).toBe(0);
  });

  test.each([true, false])(
    'an attempt that was frozen before it began asks whether it should, and is told %s',
    async (isOwner) => {
      const owner = ownerOf(plainTarget('Greeter', 'greet'), '"Ada"');
      owner.start();
      frozenMs += 5000;
      const answer = await owner.untilAsked();
      expect(owner.client.requests).toEqual([]);
      answer(isOwner);

      if (isOwner) await owner.until('ended');
      expect(owner.client.requests).toHaveLength(isOwner ? 1 : 0);
      expect(owner.invoker.runningAttempts).toBe(0);
    },
  );

  test('a step is acknowledged into the stream; asked to suspend, the handler does, and goes on from the journal', async () => {
    const owner = ownerOf(plainTarget('Greeter', 'step'));
    owner.start();
    await owner.until('sleep');
    expect(owner.reported).toEqual(['run', 'run-proposed', 'sleep']);

    owner.invoker.askToSuspend(owner.row.id, owner.row.attempt);
    await owner.until('suspended');
    expect(owner.last('suspended').awaiting).toMatchObject({ completions: [2], signals: [1] });
    expect(owner.invoker.runningAttempts).toBe(0);

    owner.notify({ kind: 'completion', of: 'sleep', completionId: 2, result: { kind: 'void' } });
    owner.restart();
    await owner.until('ended');
    expect(outputOf(owner)).toBe('42');
    expect(owner.events.at(-1)?.attempt).toBe(2);
  });

  test('calls come with the invocation to create, its id derived where it can be', async () => {
    const owner = ownerOf(plainTarget('Greeter', 'call'));
    owner.start();
    await owner.until('call');

    const [send, call] = owner.events;
    expect(send).toMatchObject({
      command: { kind: 'one-way-call' },
      resolution: {
        kind: 'callee',
        invocationId: workflowInvocationId({ workflow: 'Flow', key: 'w' }),
        target: {
          service: 'Flow',
          serviceType: 'workflow',
          handler: 'run',
          handlerKind: 'workflow',
          key: 'w',
        },
        retention: { completionMs: 2000, journalMs: 1000 },
      },
    });
    expect(call).toMatchObject({
      resolution: {
        kind: 'callee',
        invocationId: idempotentInvocationId({
          service: 'Counter',
          handler: 'add',
          key: 'a key',
          idempotencyKey: 'once',
        }),
        idempotencyKey: 'once',
        retention: { completionMs: 3000, journalMs: 1000 },
      },
    });
    owner.invoker.abort(owner.row.id, owner.row.attempt);
  });

  test('a call to a service nobody registered is the last thing an attempt reports', async () => {
    const owner = ownerOf(plainTarget('Greeter', 'callNobody'));
    owner.start();
    await owner.until('call');
    expect(owner.last('command').resolution).toMatchObject({
      kind: 'unresolvable',
      failure: { code: 404, message: expect.stringContaining("'Nobody'") },
    });
    expect(owner.invoker.runningAttempts).toBe(0);
  });

  test('an exception fails the attempt, with the delay it names', async () => {
    const owner = ownerOf(plainTarget('Greeter', 'fail'));
    owner.start();
    await owner.until('failed');
    expect(owner.last('failed')).toMatchObject({
      failure: { code: 500, message: 'not today', stacktrace: expect.stringContaining('not today') },
    });
    expect(owner.last('failed').retry.delayMs).toBeUndefined();

    const later = ownerOf(plainTarget('Greeter', 'failForAWhile'));
    later.start();
    await later.until('failed');
    expect(later.last('failed')).toMatchObject({ failure: { message: 'later' }, retry: { delayMs: 1234 } });
  });

  test('object state is at hand from the start', async () => {
    const target = objectTarget('Counter', 'ключ 1', 'add');
    const owner = ownerOf(target, '5');
    owner.rows.putState(target, 'sum', Buffer.from('37'));
    owner.start({ withInput: true });
    await owner.until('ended');

    expect(owner.reported).toEqual(['get-eager-state', 'set-state', 'output', 'ended']);
    expect(outputOf(owner)).toBe('42');
    expect(owner.client.requests[0]?.headers).toMatchObject({
      'x-restate-service-key': encodeURIComponent('ключ 1'),
      'x-restate-invocation-id': owner.row.id,
      'x-of-deployment': 'yes',
      accept: 'application/vnd.restate.invocation.v6',
    });
  });
});
