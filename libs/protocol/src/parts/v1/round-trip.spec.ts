import {
  attemptFailureCodes,
  type AttemptFailure,
  type AwaitPoint,
  type CompletionKind,
  type CountersRow,
  type DeploymentId,
  type EntryStamp,
  type Failure,
  type InstanceId,
  type InvocationId,
  type InvocationRow,
  type InvocationSource,
  type InvocationStatus,
  type InvocationTarget,
  type JournalRow,
  type LimitLane,
  type LimitLevel,
  type LimitRow,
  type Listener,
  type LockRow,
  type NodeMessage,
  type Notification,
  type NotificationResult,
  type NotificationRow,
  type OutboxRow,
  type PartitionCommand,
  type PartitionCommandKind,
  type PartitionId,
  type PartitionRecord,
  type PromiseRow,
  type Reply,
  type ReplyTo,
  type Result,
  type RowTypes,
  type SignalId,
  type StateChange,
  type Table,
  type TimerRow,
  type TraceContext,
  type WaitingRow,
} from '@perdure/model';
import fc, { type Arbitrary } from 'fast-check';
import { decodeNodeMessage, encodeNodeMessage } from '../../partition-command/v1/node-message.js';
import { decodePartitionRecord, encodePartitionRecord } from '../../partition-command/v1/record.js';
import { decodeRow, encodeRow } from '../../row/v1/rows.js';
import { ProtoWriter } from '../../wire/writer.js';

/** Decoded objects are plain ones, and Jest tells them from objects without a prototype. */
const record = ((model: Record<string, Arbitrary<unknown>>, constraints?: object) =>
  fc.record(model, { ...constraints, noNullPrototype: true })) as typeof fc.record;

const text = fc.string({ unit: 'binary', maxLength: 60 });
const uint = fc.oneof(fc.nat(200), fc.maxSafeNat());
const uint32 = fc.oneof(fc.nat(200), fc.nat(0xffff_ffff));
// Decoded bytes are views of type Buffer, and Jest tells a Buffer from a Uint8Array.
const bytes = fc.uint8Array({ maxLength: 300 }).map((array): Uint8Array => Buffer.from(array));
const invocationId = text as Arbitrary<InvocationId>;
const deploymentId = text as Arbitrary<DeploymentId>;
const only = <const T>(value: T): Arbitrary<T> => fc.constant(value);

const failure: Arbitrary<Failure> = record(
  {
    code: fc.nat(0xffff),
    message: text,
    metadata: fc.array(fc.tuple(text, text), { maxLength: 3 }),
    stacktrace: text,
  },
  { requiredKeys: ['code', 'message'] },
);
const valueResult = record({ kind: only('value'), value: bytes });
const failureResult = record({ kind: only('failure'), failure });
const result: Arbitrary<Result> = fc.oneof(valueResult, failureResult);
const voidResult = record({ kind: only('void') });

const target: Arbitrary<InvocationTarget> = record(
  {
    service: text,
    serviceType: fc.constantFrom('service', 'virtual-object', 'workflow'),
    handler: text,
    handlerKind: fc.constantFrom('plain', 'exclusive', 'shared', 'workflow'),
    key: text,
    scope: text,
  },
  { requiredKeys: ['service', 'serviceType', 'handler', 'handlerKind'] },
);

const source: Arbitrary<InvocationSource> = fc.oneof(
  record({ kind: only('ingress') }),
  record({ kind: only('invocation'), invocationId, target: text }),
  record({ kind: only('restart'), invocationId }),
);

const askedBy: Arbitrary<EntryStamp> = record({ index: uint, appendedAtMs: uint });

const listener: Arbitrary<Listener> = fc.oneof(
  record({ kind: only('node'), nodeId: text }),
  record(
    {
      kind: only('invocation'),
      invocationId,
      completionId: uint,
      of: fc.constantFrom('call', 'attach-invocation'),
      askedBy,
    },
    { requiredKeys: ['kind', 'invocationId', 'completionId', 'of'] },
  ),
);

const { awaitPoint } = fc.letrec<{ awaitPoint: AwaitPoint }>((tie) => ({
  awaitPoint: record({
    combinator: fc.constantFrom(
      'unknown',
      'first-completed',
      'all-completed',
      'first-succeeded-or-all-failed',
      'all-succeeded-or-first-failed',
    ),
    completions: fc.array(uint32, { maxLength: 4 }),
    signals: fc.array(uint32, { maxLength: 4 }),
    namedSignals: fc.array(text, { maxLength: 3 }),
    nested: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('awaitPoint'), { maxLength: 2 })),
  }),
}));

const attemptFailure: Arbitrary<AttemptFailure> = record(
  {
    code: uint,
    restateCode: fc.constantFrom(...attemptFailureCodes),
    message: text,
    stacktrace: text,
    relatedCommandIndex: uint,
    relatedCommandName: text,
    relatedCommandType: uint,
  },
  { requiredKeys: ['code', 'message'] },
);

const status: Arbitrary<InvocationStatus> = fc.constantFrom(
  'scheduled',
  'inboxed',
  'invoked',
  'backing-off',
  'suspended',
  'paused',
  'completed',
  'waiting',
);
const level: Arbitrary<LimitLevel> = fc.constantFrom('scope', 'level1', 'level2');

const retention = record({ completionMs: uint, journalMs: uint });
const trace: Arbitrary<TraceContext> = record(
  { traceparent: text, tracestate: text },
  { requiredKeys: ['traceparent'] },
);

const invocationRow: Arbitrary<InvocationRow> = record(
  {
    id: invocationId,
    seededBy: invocationId,
    status,
    target,
    source,
    retention,
    idempotencyKey: text,
    limitKey: text,
    createdByRequestId: text,
    trace,
    createdAtMs: uint,
    modifiedAtMs: uint,
    executeAtMs: uint,
    startedAtMs: uint,
    completedAtMs: uint,
    journalLength: uint,
    commandCount: uint,
    attempt: uint,
    attemptJournalLength: uint,
    pin: record({ deploymentId, protocolVersion: uint }),
    failedAttempts: uint,
    failedAttemptsSinceLastEntry: uint,
    lastEntryAtMs: uint,
    lastFailure: attemptFailure,
    retryAtMs: uint,
    awaiting: awaitPoint,
    inboxPosition: uint,
    isPauseRequested: fc.boolean(),
    slots: fc.array(level, { minLength: 1, maxLength: 3 }),
    waitingFor: record({ level, pattern: text, concurrency: uint }),
    output: result,
    listeners: fc.array(listener, { maxLength: 3 }),
    result,
  },
  {
    requiredKeys: [
      'id',
      'status',
      'target',
      'source',
      'retention',
      'createdAtMs',
      'modifiedAtMs',
      'journalLength',
      'commandCount',
      'attempt',
      'attemptJournalLength',
      'failedAttempts',
      'failedAttemptsSinceLastEntry',
      'lastEntryAtMs',
      'listeners',
    ],
  },
);

const replyTo: Arbitrary<ReplyTo> = record({ nodeId: text, requestId: text });
const signal: Arbitrary<SignalId> = fc.oneof(
  record({ kind: only('index'), index: uint }),
  record({ kind: only('name'), name: text }),
);
const completionKind: Arbitrary<CompletionKind> = fc.constantFrom(
  'get-lazy-state',
  'get-lazy-state-keys',
  'get-promise',
  'peek-promise',
  'complete-promise',
  'sleep',
  'call',
  'call-invocation-id',
  'run',
  'attach-invocation',
  'get-invocation-output',
);
const notificationResult: Arbitrary<NotificationResult> = fc.oneof(
  voidResult,
  valueResult,
  failureResult,
  record({ kind: only('invocation-id'), invocationId: text }),
  record({ kind: only('state-keys'), keys: fc.array(text, { maxLength: 3 }) }),
);
const notification: Arbitrary<Notification> = fc.oneof(
  record({
    kind: only('completion'),
    of: completionKind,
    completionId: uint,
    result: notificationResult,
  }),
  record({ kind: only('signal'), signal, result: notificationResult }),
);

function lifecycle<K extends 'cancel' | 'kill' | 'purge' | 'purge-journal' | 'pause'>(
  kind: K,
): Arbitrary<{ kind: K; invocationId: InvocationId; replyTo?: ReplyTo }> {
  return record(
    { kind: fc.constant(kind), invocationId, replyTo },
    { requiredKeys: ['kind', 'invocationId'] },
  );
}

const stateChange: Arbitrary<StateChange> = record(
  { newState: fc.array(fc.tuple(text, bytes), { maxLength: 3 }), expectedVersion: text },
  { requiredKeys: ['newState'] },
);

type CommandArbitraries = {
  [K in PartitionCommandKind]: Arbitrary<Extract<PartitionCommand, { kind: K }>>;
};
const commands: CommandArbitraries = {
  invoke: record(
    {
      kind: only('invoke'),
      invocationId,
      target,
      input: bytes,
      source,
      retention,
      idempotencyKey: text,
      limitKey: text,
      executeAtMs: uint,
      listener,
      replyTo,
      trace,
    },
    { requiredKeys: ['kind', 'invocationId', 'target', 'input', 'source', 'retention'] },
  ),
  attach: record(
    { kind: only('attach'), invocationId, listener, replyTo },
    { requiredKeys: ['kind', 'invocationId', 'listener'] },
  ),
  'get-output': record(
    { kind: only('get-output'), invocationId, requester: invocationId, completionId: uint, askedBy },
    { requiredKeys: ['kind', 'invocationId', 'requester', 'completionId'] },
  ),
  signal: record({
    kind: only('signal'),
    invocationId,
    signal,
    result: fc.oneof(voidResult, valueResult, failureResult),
  }),
  notify: record(
    { kind: only('notify'), invocationId, notification, askedBy },
    { requiredKeys: ['kind', 'invocationId', 'notification'] },
  ),
  cancel: lifecycle('cancel'),
  kill: lifecycle('kill'),
  purge: lifecycle('purge'),
  'purge-journal': lifecycle('purge-journal'),
  pause: lifecycle('pause'),
  resume: record(
    { kind: only('resume'), invocationId, deploymentId, replyTo },
    { requiredKeys: ['kind', 'invocationId'] },
  ),
  'restart-as-new': record(
    {
      kind: only('restart-as-new'),
      invocationId,
      newInvocationId: invocationId,
      lastEntry: uint,
      pin: record({ deploymentId, protocolVersion: uint }),
      replyTo,
    },
    { requiredKeys: ['kind', 'invocationId', 'newInvocationId', 'lastEntry'] },
  ),
  'modify-state': record({
    kind: only('modify-state'),
    instance: text as Arbitrary<InstanceId>,
    change: stateChange,
  }),
};
const command: Arbitrary<PartitionCommand> = fc.oneof(...Object.values(commands));

const timerRow: Arbitrary<TimerRow> = record({
  kind: fc.constantFrom('sleep', 'start', 'retry', 'purge', 'purge-journal'),
  invocationId,
  dueAtMs: uint,
  completionId: uint,
});
const journalRow: Arbitrary<JournalRow> = record({
  frame: record({ type: fc.nat(0xffff), payload: bytes }),
  appendedAtMs: fc.nat(2 ** 48 - 1),
});
const promiseRow: Arbitrary<PromiseRow> = record(
  { result, listeners: fc.array(record({ invocationId, completionId: uint }), { maxLength: 3 }) },
  { requiredKeys: ['listeners'] },
);
const limitLane: Arbitrary<LimitLane> = record(
  { first: invocationId, last: invocationId, beforeLast: invocationId, length: uint },
  { requiredKeys: ['first', 'last', 'length'] },
);
const outboxRow: Arbitrary<OutboxRow> = record({
  partition: uint as Arbitrary<PartitionId>,
  command,
});

const rows: { [T in Table]: Arbitrary<RowTypes[T]> } = {
  invocation: invocationRow,
  journal: journalRow,
  notification: record<NotificationRow>({ journalIndex: uint, isFailure: fc.boolean() }),
  state: bytes,
  lock: record<LockRow>({ holder: invocationId, inboxHead: uint, inboxTail: uint }),
  inbox: fc.oneof(invocationId, stateChange),
  promise: promiseRow,
  timer: timerRow,
  outbox: outboxRow,
  received: uint,
  active: status,
  counters: record<CountersRow>({ nextOutboxNumber: uint }),
  limit: record<LimitRow>(
    { slotsTaken: uint, resuming: limitLane, starting: limitLane },
    { requiredKeys: ['slotsTaken'] },
  ),
  waiting: record<WaitingRow>({ previous: invocationId, next: invocationId }, { requiredKeys: [] }),
};

const tables = Object.keys(rows) as Table[];

function rowsOf(table: Table): Arbitrary<RowTypes[Table]> {
  return rows[table];
}

/** Two fields no layout has, of either wire type, as a later release might append. */
const unknownFields = Buffer.from(new ProtoWriter().uint(1000, 7).string(1001, 'from later').finish());

describe('rows', () => {
  it.each(tables)('%s rows come back as they were written', (table) => {
    fc.assert(
      fc.property(rowsOf(table), (row) => {
        expect(decodeRow(table, encodeRow(table, row))).toStrictEqual(row);
      }),
    );
  });

  const ofFields = tables.filter((table) => table !== 'state' && table !== 'journal');
  it.each(ofFields)('%s rows with fields of a later release can be read', (table: Table) => {
    fc.assert(
      fc.property(rowsOf(table), (row) => {
        const later = Buffer.concat([encodeRow(table, row), unknownFields]);
        expect(decodeRow(table, later)).toStrictEqual(row);
      }),
      { numRuns: 20 },
    );
  });

  it('journal rows whose head a later release made longer can be read', () => {
    const frame = { type: 0x0404, payload: Buffer.from('payload') };
    const now = encodeRow('journal', { frame, appendedAtMs: 1 });
    const later = Buffer.concat([now.subarray(0, 10), Buffer.from([1, 2, 3]), now.subarray(10)]);
    later[1] = 11;
    expect(decodeRow('journal', later)).toStrictEqual({ frame, appendedAtMs: 1 });
  });

  it('large bodies are read without a copy', () => {
    const stored = encodeRow('journal', {
      frame: { type: 1, payload: new Uint8Array(1000) },
      appendedAtMs: 1,
    });
    expect(decodeRow('journal', stored).frame.payload.buffer).toBe(stored.buffer);
    const state = encodeRow('state', new Uint8Array(1000));
    expect(decodeRow('state', state).buffer).toBe(state.buffer);
  });

  it.each(tables)('%s rows of a later format are refused', (table) => {
    expect(() => decodeRow(table, Uint8Array.of(2, 8, 1))).toThrow(
      expect.objectContaining({
        code: 'STORE_FORMAT_UNSUPPORTED',
        message: expect.stringContaining('run the Perdure release that wrote it'),
      }) as Error,
    );
  });

  it.each(tables)('garbage is refused as %s rows', (table) => {
    const refused = expect.objectContaining({ code: 'DECODE_FAILED' }) as Error;
    expect(() => decodeRow(table, new Uint8Array(0))).toThrow(refused);
    if (table === 'state') return;
    // A length-delimited field 1 that claims more bytes than there are.
    expect(() => decodeRow(table, Uint8Array.of(1, 0x0a, 0x7f, 0))).toThrow(refused);
  });

  it('whatever the bytes, decoding ends in a row or in one of the two errors', () => {
    const table = fc.constantFrom(...tables);
    fc.assert(
      fc.property(table, fc.uint8Array({ maxLength: 40 }), (name, garbage) => {
        try {
          decodeRow(name, Buffer.concat([Uint8Array.of(1), garbage]));
        } catch (error) {
          expect(error).toMatchObject({ code: 'DECODE_FAILED' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('partition records', () => {
  const origin = record({ sender: text, number: uint });

  it.each(Object.keys(commands) as PartitionCommandKind[])('%s commands come back as written', (kind) => {
    const records: Arbitrary<PartitionRecord> = record(
      { command: commands[kind] as Arbitrary<PartitionCommand>, origin },
      { requiredKeys: ['command'] },
    );
    fc.assert(
      fc.property(records, (written) => {
        const stored = encodePartitionRecord(written);
        expect(decodePartitionRecord(stored)).toStrictEqual(written);
        expect(decodePartitionRecord(Buffer.concat([stored, unknownFields]))).toStrictEqual(written);
      }),
    );
  });

  it('refuses a record without a command', () => {
    expect(() => decodePartitionRecord(Uint8Array.of(1))).toThrow(
      expect.objectContaining({ code: 'DECODE_FAILED', message: 'partition record has no command' }) as Error,
    );
  });
});

describe('node messages', () => {
  type PlainKind = Exclude<Reply['kind'], 'accepted' | 'previously-accepted' | 'completed'>;
  const plainKind: Arbitrary<PlainKind> = fc.constantFrom(
    'workflow-already-invoked',
    'attached',
    'not-found',
    'already-completed',
    'not-completed',
    'done',
    'requested',
    'not-started',
    'not-running',
    'deployment-not-pinned',
  );
  const reply: Arbitrary<Reply> = fc.oneof(
    record(
      { kind: fc.constantFrom('accepted', 'previously-accepted'), executeAtMs: uint },
      { requiredKeys: ['kind'] },
    ),
    record({ kind: only('completed'), result, expiresAtMs: uint }),
    record({ kind: plainKind }),
  );
  const message: Arbitrary<NodeMessage> = fc.oneof(
    record({ kind: only('reply'), requestId: text, reply }),
    record({ kind: only('invocation-completed'), invocationId, result }),
  );

  it('come back as they were written', () => {
    fc.assert(
      fc.property(message, (written) => {
        const sent = encodeNodeMessage(written);
        expect(decodeNodeMessage(sent)).toStrictEqual(written);
        expect(decodeNodeMessage(Buffer.concat([sent, unknownFields]))).toStrictEqual(written);
      }),
      { numRuns: 300 },
    );
  });
});
