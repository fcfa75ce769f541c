import {
  formatAwakeableId,
  indexMember,
  invocationIdFromBytes,
  single,
  type AwaitPoint,
  type Frame,
  type InvocationId,
  type InvocationRow,
  type InvocationStatus,
  type Notification,
} from '@perdure/model';
import { encodeInputPayload, messageType } from '@perdure/protocol';

import { AdminWorld } from '../../testing/admin-world.js';
import { storeInvocation, storeJournal, storeRow } from '../../testing/stored-invocations.js';
import type { JournalPage } from './invocation-shapes.js';

const id = invocationIdFromBytes(new Uint8Array(24).fill(0x80));
const other = invocationIdFromBytes(new Uint8Array(24).fill(0x81));

let world: AdminWorld;
beforeEach(async () => {
  world = await AdminWorld.create();
});
afterEach(() => world.close());

const given = (status: InvocationStatus, row: Partial<InvocationRow> = {}) =>
  storeInvocation(world, id, status, row);
const details = async () => (await world.send('GET', `/invocations/${id}`)).json as Record<string, unknown>;

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** A command frame, written by hand as an SDK would (service-protocol 3.5). */
const frame = (type: keyof typeof messageType, hex = ''): Frame => ({
  type: messageType[type],
  payload: Buffer.from(hex, 'hex'),
});
const hex = (text: string): string => Buffer.from(text).toString('hex');
const completion = (
  of: Extract<Notification, { kind: 'completion' }>['of'],
  completionId: number,
  result: Notification['result'],
): Notification => ({ kind: 'completion', of, completionId, result });

const input = {
  type: messageType.inputCommand,
  payload: encodeInputPayload([{ key: 'a', value: 'b' }], bytes('"Ada"')),
};
/** run "charge" → 1, sleep until 1,000,000 → 2, call Greeter/greet → 3 and 4. */
const journal: Array<Frame | Notification> = [
  input,
  frame('runCommand', `5801620663${hex('harge')}`),
  completion('run', 1, { kind: 'value', value: bytes('"ok"') }),
  frame('sleepCommand', '08c0843d5802'),
  frame('callCommand', `0a07${hex('Greeter')}1205${hex('greet')}1a02${hex('{}')}50035804`),
  completion('call-invocation-id', 3, { kind: 'invocation-id', invocationId: other }),
  { kind: 'signal', signal: { kind: 'name', name: 'hey' }, result: { kind: 'void' } },
  frame('setStateCommand', `0a05${hex('count')}1a040a02${hex('42')}`),
];

const leaf: AwaitPoint = {
  combinator: 'first-completed',
  completions: [],
  signals: [],
  namedSignals: [],
  nested: [],
};

describe('GET /invocations/{id}', () => {
  it('shows the invocation, and what it was completed with', async () => {
    given('completed', { result: { kind: 'value', value: bytes('"Hello"') } });
    expect(await details()).toMatchObject({
      id,
      status: 'completed',
      completion_result: 'success',
      output: { length: 7, text: '"Hello"' },
    });
    expect(await details()).not.toHaveProperty('waiting');
  });

  it.each([
    [
      'cut between characters',
      bytes('ä'.repeat(3000)),
      { length: 6000, text: 'ä'.repeat(2048), truncated: true },
    ],
    [
      'cut within a character',
      bytes(`x${'ä'.repeat(3000)}`),
      { length: 6001, text: `x${'ä'.repeat(2047)}`, truncated: true },
    ],
    ['that is no text', Uint8Array.of(0xff, 0), { length: 2, base64: '/wA=' }],
    ['that is nothing', new Uint8Array(), { length: 0, text: '' }],
  ])('shows a value %s', async (_, value, shown) => {
    given('completed', { result: { kind: 'value', value } });
    expect((await details())['output']).toEqual(shown);
  });

  it('knows unknown invocations and malformed ids', async () => {
    expect(await world.send('GET', `/invocations/${id}`)).toMatchObject({
      status: 404,
      json: { message: `The requested invocation '${id}' does not exist` },
    });
    expect(await world.send('GET', '/invocations/foo')).toMatchObject({ status: 400 });
    expect(await world.send('GET', `/invocations/${id}/journal`)).toMatchObject({ status: 404 });
    expect(await world.send('GET', '/invocations/foo/journal')).toMatchObject({ status: 400 });
  });

  it('says until when it waits', async () => {
    given('scheduled', { executeAtMs: 5000 });
    expect(await details()).toMatchObject({
      waiting: { reason: 'start-time', until: '1970-01-01T00:00:05.000Z' },
    });
    given('backing-off', { retryAtMs: 6000 });
    expect(await details()).toMatchObject({
      waiting: { reason: 'retry', until: '1970-01-01T00:00:06.000Z' },
    });
    given('waiting', { waitingFor: { level: 'scope', pattern: 'fc', concurrency: 1 } });
    expect(await details()).toMatchObject({
      status: 'pending',
      waiting: { reason: 'limit', limit: { level: 'scope', rule: 'fc', concurrency: 1 } },
    });
    given('paused');
    expect(await details()).toMatchObject({ waiting: { reason: 'operator' } });
    given('invoked');
    expect(await details()).not.toHaveProperty('waiting');
  });

  it('says who holds the object, and how many come first', async () => {
    given('inboxed', {
      target: {
        service: 'Counter',
        serviceType: 'virtual-object',
        handler: 'add',
        handlerKind: 'exclusive',
        key: 'k',
      },
      inboxPosition: 20,
    });
    const instance = '/Counter/k';
    storeRow(world, id, 'lock', instance, single, { holder: other, inboxHead: 15, inboxTail: 30 });
    storeRow(world, id, 'inbox', instance, indexMember(15), other);
    storeRow(world, id, 'inbox', instance, indexMember(17), { newState: [] });
    storeRow(world, id, 'inbox', instance, indexMember(20), id);
    storeRow(world, id, 'inbox', instance, indexMember(21), other);
    expect(await details()).toMatchObject({ waiting: { reason: 'object-lock', holder_id: other, ahead: 2 } });
  });

  describe('of a suspended one', () => {
    const waitsFor = async (awaiting: AwaitPoint): Promise<unknown> => {
      given('suspended', { awaiting, journalLength: journal.length });
      storeJournal(world, id, journal);
      const { waiting } = (await details()) as { waiting: { reason: string; for: unknown } };
      expect(waiting.reason).toBe('results');
      return waiting.for;
    };

    it('names the step whose result it waits for', async () => {
      expect(await waitsFor({ ...leaf, completions: [2] })).toEqual({
        kind: 'completion',
        completion_id: 2,
        has_arrived: false,
        command_index: 3,
        command: 'Sleep',
        until: '1970-01-01T00:16:40.000Z',
      });
      expect(await waitsFor({ ...leaf, completions: [4] })).toEqual({
        kind: 'completion',
        completion_id: 4,
        has_arrived: false,
        command_index: 4,
        command: 'Call',
        invoked_id: other,
        invoked_target: 'Greeter/greet',
      });
    });

    it('names what can be completed from outside', async () => {
      expect(await waitsFor({ ...leaf, signals: [17] })).toEqual({
        kind: 'awakeable',
        awakeable_id: formatAwakeableId({ invocationId: id, signalIndex: 17 }),
        has_arrived: false,
      });
    });

    it('keeps how things are combined', async () => {
      const race = { ...leaf, completions: [1, 99], signals: [1, 5], namedSignals: ['hey'] };
      const all: AwaitPoint = { ...leaf, combinator: 'all-completed', completions: [2], nested: [race] };
      expect(await waitsFor(all)).toMatchObject({
        kind: 'combination',
        combinator: 'all-completed',
        of: [
          { command: 'Sleep' },
          {
            kind: 'combination',
            combinator: 'first-completed',
            of: [
              { kind: 'completion', command: 'Run', name: 'charge', has_arrived: true },
              { kind: 'completion', completion_id: 99 },
              { kind: 'cancellation', has_arrived: false },
              { kind: 'signal', signal_index: 5 },
              { kind: 'signal', name: 'hey', has_arrived: true },
            ],
          },
        ],
      });
    });
  });
});

describe('GET /invocations/{id}/journal', () => {
  const read = async (query = '') =>
    (await world.send('GET', `/invocations/${id}/journal${query}`)).json as JournalPage;
  beforeEach(() => {
    given('invoked', { journalLength: journal.length });
    storeJournal(world, id, journal);
  });

  it('decodes every entry', async () => {
    expect(await read()).toEqual({
      entries: [
        {
          index: 0,
          kind: 'command',
          type: 'Input',
          appended_at: '1970-01-01T00:00:00.000Z',
          headers: [{ name: 'a', value: 'b' }],
          value: { length: 5, text: '"Ada"' },
        },
        expect.objectContaining({
          type: 'Run',
          name: 'charge',
          is_completed: true,
          completion_id: 1,
        }) as unknown,
        expect.objectContaining({
          kind: 'notification',
          type: 'Run',
          completion_id: 1,
          value: { length: 4, text: '"ok"' },
        }) as unknown,
        expect.objectContaining({
          type: 'Sleep',
          is_completed: false,
          wake_up_at: '1970-01-01T00:16:40.000Z',
        }) as unknown,
        expect.objectContaining({
          type: 'Call',
          is_completed: false,
          invoked_target: 'Greeter/greet',
          value: { length: 2, text: '{}' },
        }) as unknown,
        expect.objectContaining({
          kind: 'notification',
          type: 'CallInvocationId',
          invoked_id: other,
        }) as unknown,
        expect.objectContaining({ kind: 'notification', type: 'Signal', signal: 'hey' }) as unknown,
        {
          index: 7,
          kind: 'command',
          type: 'SetState',
          appended_at: '1970-01-01T00:00:00.007Z',
          state_key: 'count',
          value: { length: 2, text: '42' },
        },
      ],
    });
  });

  it('comes in pages', async () => {
    const pages: number[][] = [];
    let token: string | undefined = '0';
    while (token !== undefined) {
      const page: JournalPage = await read(`?limit=3&page_token=${token}`);
      pages.push(page.entries.map(({ index }) => index));
      token = page.next_page_token;
    }
    expect(pages).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7],
    ]);
  });

  it('is empty once it is purged', async () => {
    const purged: InvocationId = other;
    storeInvocation(world, purged, 'completed', { journalLength: 0, commandCount: 0 });
    expect(await world.send('GET', `/invocations/${purged}/journal`)).toMatchObject({
      status: 200,
      json: { entries: [] },
    });
  });
});
