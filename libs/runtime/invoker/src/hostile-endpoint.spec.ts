import { PerdureError, type Frame, type InvocationTarget, type Notification } from '@perdure/model';
import { invocationContentType, journalCodec, messageType } from '@perdure/protocol';
import { ManualClock, SequentialIds } from '@perdure/testkit';
import type { InvokerSettings } from './settings.js';
import { invocationRow, objectTarget, partition, plainTarget, registryOf } from './testing/fixtures.js';
import { command, ScriptedEndpoint, type ScriptedRequest } from './testing/scripted-endpoint.js';
import { TestOwner } from './testing/test-owner.js';

const { start, inputCommand, runCommand, sleepCompletion, commandAck } = messageType;

const slept = (completionId: number): Notification => ({
  kind: 'completion',
  of: 'sleep',
  completionId,
  result: { kind: 'void' },
});

/** The value of a numeric field with a one-byte key in a Start payload; its fields before it are of known length. */
function knownEntriesOf({ payload }: Frame): number {
  const idBytes = 2 + 24;
  const debugIdBytes = 2 + 38;
  let value = 0;
  for (let position = idBytes + debugIdBytes + 1, shift = 0; ; position++, shift += 7) {
    const byte = payload[position]!;
    value += (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}

describe('attempts against an endpoint that is no SDK', () => {
  let endpoint: ScriptedEndpoint;
  let clock: ManualClock;
  const owners: TestOwner[] = [];

  beforeEach(async () => {
    clock = new ManualClock();
    endpoint = new ScriptedEndpoint();
    await endpoint.listen();
  });
  afterEach(async () => {
    for (const owner of owners.splice(0)) await owner.client.close();
    endpoint.close();
  });

  interface World {
    readonly target?: InvocationTarget;
    readonly settings?: Partial<InvokerSettings>;
    readonly options?: { inactivityTimeoutMs?: number; abortTimeoutMs?: number; enableLazyState?: boolean };
    readonly protocolMode?: 'bidi-stream' | 'request-response';
  }

  function newOwner({
    target,
    settings,
    options = {},
    protocolMode = 'bidi-stream',
  }: World = {}): TestOwner & {
    removeDeployment(): void;
  } {
    const registry = registryOf(
      endpoint.uri,
      [
        { name: 'A', type: 'service', handlers: { h: 'plain' }, options },
        { name: 'B', type: 'service', handlers: { h: 'plain' }, options },
        { name: 'O', type: 'virtual-object', handlers: { h: 'exclusive' }, options },
      ],
      { protocolMode },
    );
    const owner = new TestOwner(
      target ?? plainTarget('A', 'h'),
      registry,
      { clock, ids: new SequentialIds(0.5) },
      settings,
    );
    owners.push(owner);
    return Object.assign(owner, { removeDeployment: () => registry.remove() });
  }

  test.each<[string, (request: ScriptedRequest) => unknown, object]>([
    [
      'another content-type',
      ({ stream }) => stream.respond({ ':status': 200, 'content-type': 'text/html' }),
      {
        failure: {
          code: 500,
          restateCode: 'RT0012',
          message: expect.stringContaining("'text/html' instead of"),
        },
      },
    ],
    [
      'a later protocol version',
      ({ stream }) => stream.respond({ ':status': 200, 'content-type': invocationContentType(7) }),
      { failure: { message: expect.stringContaining('invocation.v7') } },
    ],
    [
      '503 with Retry-After in seconds',
      ({ stream }) => stream.respond({ ':status': 503, 'retry-after': '2' }),
      {
        failure: { code: 500, restateCode: 'RT0023', message: expect.stringContaining('503') },
        retry: { delayMs: 2000, jitter: 0.5 },
      },
    ],
    [
      '429 with Retry-After as a date',
      ({ stream }) =>
        stream.respond({ ':status': 429, 'retry-after': new Date(clock.nowMs() + 5000).toUTCString() }),
      { retry: { delayMs: 5000 } },
    ],
    ['413', ({ stream }) => stream.respond({ ':status': 413 }), { failure: { restateCode: 'RT0019' } }],
    ['502', ({ stream }) => stream.respond({ ':status': 502 }), { failure: { restateCode: 'RT0010' } }],
    [
      '415',
      ({ stream }) => stream.respond({ ':status': 415 }),
      { failure: { code: 415, restateCode: 'RT0015' } },
    ],
    [
      '404 with a body',
      ({ stream }) => {
        stream.respond({ ':status': 404 });
        stream.end('{"message":"nope"}');
      },
      { failure: { restateCode: 'RT0012', message: expect.stringContaining('unexpected status 404') } },
    ],
    [
      'no terminal message',
      (request) => request.accept().send(command.run).stream.end(),
      { failure: { restateCode: 'RT0007', message: expect.stringContaining('without End') } },
    ],
    [
      'half a message',
      (request) => request.accept().stream.end(Buffer.from('0411000000000005', 'hex')),
      { failure: { message: expect.stringContaining('in the middle of a message') } },
    ],
    [
      'a message too long',
      (request) => request.accept().stream.write(Buffer.from('0411000000000400', 'hex')),
      {
        failure: { restateCode: 'RT0003', message: expect.stringContaining('1024 bytes exceeds the limit') },
      },
    ],
    [
      'garbage',
      (request) => request.accept().stream.write('HTTP/1.1 200 OK\r\n\r\n hello and welcome'),
      { failure: { code: 500 } },
    ],
    [
      'a message only the server sends',
      (request) => request.accept().send({ type: sleepCompletion, payload: new Uint8Array() }),
      { failure: { restateCode: 'RT0012', message: expect.stringContaining('sleepCompletion') } },
    ],
    [
      'a reset',
      (request) => request.accept().stream.destroy(new Error('reset')),
      { failure: { restateCode: 'RT0010' } },
    ],
  ])('fail retryably on %s', async (_name, answer, expected) => {
    const owner = newOwner({ settings: { messageBytesMax: 1024 } });
    endpoint.onRequest = answer;
    owner.start({ withInput: true });
    await owner.until('failed');

    expect(owner.last('failed')).toMatchObject({ kind: 'failed', attempt: 1, ...expected });
    expect(owner.last('failed').retry.isServerSide).toBeUndefined();
    expect(owner.invoker.runningAttempts).toBe(0);
    expect(clock.scheduledCount).toBe(0);
  });

  test('replay the journal exactly once, whatever is appended meanwhile', async () => {
    const owner = newOwner();
    owner.append(command.run);
    owner.append(journalCodec.encodeNotification(slept(9)));
    owner.start();
    // The store has not answered yet: these reach the attempt before its replay is written.
    owner.invoker.forward(owner.row.id, 1, journalCodec.encodeNotification(slept(9)), 2);
    owner.notify(slept(3));
    owner.invoker.forward(owner.row.id, 1, journalCodec.encodeCommandAck(1));
    owner.invoker.forward(owner.row.id, 0, journalCodec.encodeCommandAck(7)); // of another attempt
    const request = await endpoint.request();
    await request.until(({ frames }) => frames.length >= 6);

    expect(request.types).toEqual([
      start,
      inputCommand,
      runCommand,
      sleepCompletion,
      sleepCompletion,
      commandAck,
    ]);
    expect(knownEntriesOf(request.frames[0]!)).toBe(3);

    owner.notify(slept(4));
    owner.notify(slept(5));
    await request.until(({ frames }) => frames.length >= 8);
    expect(request.frames.slice(6).map(({ payload }) => payload[1])).toEqual([4, 5]);
  });

  test('replay what was appended while they waited for a slot', async () => {
    const owner = newOwner({ settings: { concurrentAttemptsMax: 1 } });
    const first = invocationRow(plainTarget('A', 'h'));
    owner.invoker.start({ partition, row: first, sink: owner, input: owner.journal[0]! });
    owner.start({ withInput: true });
    owner.notify(slept(3));
    owner.invoker.abort(first.id, 1);
    const request = await endpoint.request(1);
    await request.until(({ frames }) => frames.length >= 3);
    owner.notify(slept(4));
    await request.until(({ frames }) => frames.length >= 4);

    expect(request.types).toEqual([start, inputCommand, sleepCompletion, sleepCompletion]);
    expect(knownEntriesOf(request.frames[0]!)).toBe(2);
  });

  test('read a big journal in pieces, each when the endpoint has taken the one before', async () => {
    const owner = newOwner();
    const entry = { type: runCommand, payload: Buffer.alloc(64 * 1024, 0x58) };
    for (let i = 0; i < 300; i++) owner.append(entry);
    endpoint.onRequest = ({ stream }) => stream.pause();
    owner.start();
    const request = await endpoint.request();
    // Nobody reads: no more than a few pieces were read from the store.
    await new Promise((resolve) => setImmediate(resolve));
    expect(owner.rows.scans).toBeLessThan(4);
    request.stream.resume();
    await request.until(({ frames }) => frames.length === 302);

    expect(knownEntriesOf(request.frames[0]!)).toBe(301);
    expect(owner.rows.scans).toBeGreaterThan(15);
    owner.notify(slept(1));
    await request.until(({ frames }) => frames.length === 303);
  });

  test('send the state that fits and say that it is not all', async () => {
    const target = objectTarget('O', 'k', 'h');
    const partialFlag = Buffer.from([0x28, 0x01]);
    const startOf = async (index: number, world: World): Promise<Buffer> => {
      const owner = newOwner({ target, ...world });
      owner.rows.putState(target, 'a', Buffer.from('first'));
      owner.rows.putState(target, 'b', Buffer.from('second'));
      owner.start({ withInput: true });
      const request = await endpoint.request(index);
      await request.until(({ frames }) => frames.length >= 2);
      return Buffer.from(request.frames[0]!.payload);
    };
    const cut = await startOf(0, { settings: { eagerStateBytesMax: 10 } });
    expect([cut.includes('first'), cut.includes('second'), cut.includes(partialFlag)]).toEqual([
      true,
      false,
      true,
    ]);
    const whole = await startOf(1, { settings: { eagerStateBytesMax: 13 } });
    expect([whole.includes('second'), whole.includes(partialFlag)]).toEqual([true, false]);
    const lazy = await startOf(2, { options: { enableLazyState: true } });
    expect([lazy.includes('first'), lazy.includes(partialFlag)]).toEqual([false, true]);
  });

  test('ask a silent handler to suspend, and cut it when it does not', async () => {
    const owner = newOwner({ options: { inactivityTimeoutMs: 1000, abortTimeoutMs: 3000 } });
    owner.start({ withInput: true });
    const request = await endpoint.request();
    request.accept().send(command.run);
    await owner.until('run');
    clock.advance(900);
    owner.notify(slept(1));
    await request.until(({ frames }) => frames.length === 3);
    clock.advance(900);
    request.send(command.run);
    await owner.until('run', 2);
    clock.advance(900);
    expect(owner.client.calls).toEqual([]);
    clock.advance(200);
    await request.until(({ isHalfClosed }) => isHalfClosed);

    owner.notify(slept(2)); // too late, stays in the journal
    clock.advance(2000);
    request.send(command.run);
    await owner.until('run', 3);
    clock.advance(2900);
    expect(owner.invoker.runningAttempts).toBe(1);
    clock.advance(200);
    expect(owner.last('failed').failure).toMatchObject({
      restateCode: 'RT0001',
      message: expect.stringContaining('abort timeout of 3000 ms'),
    });
    await request.until(({ isReset }) => isReset);
    expect(request.frames).toHaveLength(3);
  });

  test.each<[string, World]>([
    ['the deployment asks for requests and responses', { protocolMode: 'request-response' }],
    ['the inactivity timeout is 0', { options: { inactivityTimeoutMs: 0 } }],
  ])('end the request with the replay when %s', async (_name, world) => {
    const owner = newOwner(world);
    owner.start({ withInput: true });
    const request = await endpoint.request();
    await request.until(({ isHalfClosed }) => isHalfClosed);
    request.accept().send(command.run, command.suspension).stream.end();
    await owner.until('suspended');
    expect(owner.reported).toEqual(['run', 'suspended']);
  });

  test('ignore what follows the last message, and cut a response that does not end', async () => {
    const owner = newOwner();
    owner.start({ withInput: true });
    const request = await endpoint.request();
    request.accept().send(command.suspension, command.run, command.end);
    await owner.until('suspended');
    await request.until(({ isHalfClosed }) => isHalfClosed);
    request.stream.write('garbage, garbage, garbage');
    expect(owner.invoker.runningAttempts).toBe(0);
    clock.advance(5100);
    await request.until(({ isReset }) => isReset);
    expect(owner.reported).toEqual(['suspended']);
    expect(clock.scheduledCount).toBe(0);
  });

  test('are logged when they send a large message, and go on', async () => {
    const owner = newOwner({ settings: { messageWarningBytes: 100 } });
    owner.start({ withInput: true });
    const request = await endpoint.request();
    const named = (bytes: number): Frame => ({
      type: runCommand,
      payload: Buffer.concat([Buffer.of(0x58, 1, 0x62, bytes - 4), Buffer.alloc(bytes - 4, 'x')]),
    });
    request.accept().send(named(99), named(100), command.end);
    await owner.until('ended');

    expect(owner.warnings).toEqual([
      expect.objectContaining({ message: 'large message from a service', bytes: 100, target: 'A/h' }),
    ]);
  });

  test('read no more while the commits of their events lag behind', async () => {
    const owner = newOwner({ settings: { unsettledEventsMax: 4 } });
    owner.isHolding = true;
    owner.start({ withInput: true });
    const request = await endpoint.request();
    request.accept().send(command.run, command.run, command.run);
    await owner.until('run', 3);
    expect(owner.client.calls).toEqual([]);
    request.send(command.run);
    await owner.until('run', 4);
    expect(owner.client.calls).toEqual(['pause']);

    owner.held.shift()?.();
    expect(owner.client.calls).toEqual(['pause']);
    owner.held.shift()?.();
    expect(owner.client.calls).toEqual(['pause', 'resume']);
  });

  test('ask a handler to suspend that does not read what is sent to it', async () => {
    const owner = newOwner({ settings: { unsentBytesMax: 1024 * 1024 } });
    endpoint.onRequest = ({ stream }) => stream.pause();
    owner.start({ withInput: true });
    await endpoint.request();
    const result = { kind: 'value', value: Buffer.alloc(400 * 1024) } as const;
    for (let id = 1; id <= 10 && owner.client.calls.length === 0; id++) {
      owner.notify({ kind: 'completion', of: 'run', completionId: id, result });
      await Promise.resolve();
    }
    expect(owner.client.calls).toEqual(['end']);
  });

  test('an aborted attempt reports nothing more and is reset', async () => {
    const owner = newOwner();
    owner.start({ withInput: true });
    const request = await endpoint.request();
    request.accept().send(command.run);
    await owner.until('run');
    owner.invoker.abort(owner.row.id, 2); // another attempt's token
    expect(owner.invoker.runningAttempts).toBe(1);
    owner.invoker.abort(owner.row.id, 1);
    await request.until(({ isReset }) => isReset);
    expect(owner.reported).toEqual(['run']);
    expect(owner.invoker.runningAttempts).toBe(0);
  });

  test('failures of our own side are told apart', async () => {
    const serverSide = { retry: { isServerSide: true, policy: { maxAttempts: 70 } } };
    const gone = newOwner();
    const pin = { deploymentId: 'dp_10000000000000000000009', protocolVersion: 5 } as const;
    gone.row = { ...gone.row, pin: pin as unknown as NonNullable<typeof gone.row.pin> };
    gone.start();
    expect(gone.last('failed')).toMatchObject({
      ...serverSide,
      failure: { message: expect.stringContaining('was removed') },
    });

    const unknown = newOwner({ target: plainTarget('Nobody', 'h') });
    unknown.start();
    expect(unknown.last('failed')).toMatchObject({ ...serverSide, failure: { code: 404 } });

    const unreadable = newOwner();
    unreadable.rows.scan = async () => {
      throw new PerdureError('STORE_UNAVAILABLE', 'redis is away');
    };
    unreadable.start();
    await unreadable.until('failed');
    expect(unreadable.last('failed')).toMatchObject({
      ...serverSide,
      failure: { message: 'the journal cannot be read: redis is away' },
    });
    expect(endpoint.requests).toHaveLength(0);
  });

  test('are told to the observer with how they ended, each once', async () => {
    const owner = newOwner();
    const play = async (script: (request: ScriptedRequest) => unknown): Promise<void> => {
      owner.row = { ...owner.row, attempt: owner.row.attempt + 1 };
      owner.start({ withInput: true });
      script((await endpoint.request(endpoint.requests.length)).accept());
    };
    await play((request) => request.send(command.suspension, command.end));
    await owner.until('suspended');
    await play(() => owner.invoker.abort(owner.row.id, owner.row.attempt));
    await play((request) => request.send(command.end));
    await owner.until('ended');
    await play((request) => request.stream.end());
    await owner.until('failed');
    await owner.client.close();

    expect(owner.observed).toMatchObject({
      started: 4,
      outcomes: ['suspended', 'aborted', 'completed', 'failed'],
      load: { running: 0, waiting: 0 },
    });
    expect(owner.observed.durationsMs.every((ms) => ms > 0 && ms < 10_000)).toBe(true);
  });

  describe('with few slots', () => {
    test('services take turns, and what was cut while it waited does not start', async () => {
      const owner = newOwner({ settings: { concurrentAttemptsMax: 1, queuedAttemptsMax: 4 } });
      const submit = (service: string): ReturnType<typeof invocationRow> => {
        const row = invocationRow(plainTarget(service, 'h'));
        owner.invoker.start({ partition, row, sink: owner, input: owner.journal[0]! });
        return row;
      };
      endpoint.onRequest = (request) => request.accept().send(command.suspension).stream.end();
      submit('A');
      submit('A');
      const cut = submit('A');
      submit('A');
      submit('B');
      submit('B'); // finds the queue full
      expect(owner.last('failed')).toMatchObject({
        failure: { code: 503 },
        retry: { isServerSide: true, delayMs: 1000 },
      });
      expect(owner.observed.load).toEqual({ running: 1, waiting: 4 });
      owner.events.length = 0;
      owner.invoker.abort(cut.id, 1);
      await owner.until('suspended', 4);
      expect(owner.observed).toMatchObject({ started: 4, load: { running: 0, waiting: 0 } });

      expect(endpoint.requests.map(({ path }) => path)).toEqual([
        '/invoke/A/h',
        '/invoke/A/h',
        '/invoke/B/h',
        '/invoke/A/h',
      ]);
    });

    test('so do scopes of one service', async () => {
      const owner = newOwner({ settings: { concurrentAttemptsMax: 1 } });
      endpoint.onRequest = (request) => request.accept().send(command.suspension).stream.end();
      const scopeOf = new Map<string, string>();
      for (const scope of ['many', 'many', 'many', 'few']) {
        const row = invocationRow({ ...plainTarget('A', 'h'), scope });
        scopeOf.set(row.id, scope);
        owner.invoker.start({ partition, row, sink: owner, input: owner.journal[0]! });
      }
      await owner.until('suspended', 4);

      // With one slot, whoever starts first is the first to report.
      const order = owner.events.map(({ invocationId }) => scopeOf.get(invocationId));
      expect(order).toEqual(['many', 'many', 'few', 'many']);
    });

    test('a partition that is lost takes its attempts along, and closing waits for handlers to suspend', async () => {
      const owner = newOwner({ settings: { concurrentAttemptsMax: 1 } });
      owner.start({ withInput: true });
      const lost = await endpoint.request();
      owner.invoker.releasePartition(partition);
      await lost.until(({ isReset }) => isReset);
      expect(owner.invoker.runningAttempts).toBe(0);

      owner.restart();
      const running = await endpoint.request(1);
      running.accept();
      const closed = owner.invoker.close();
      await running.until(({ isHalfClosed }) => isHalfClosed);
      running.send(command.suspension).stream.end();
      await closed;
      expect(owner.reported).toEqual(['suspended']);
      owner.restart();
      expect(owner.invoker.runningAttempts).toBe(0);
    });
  });
});
