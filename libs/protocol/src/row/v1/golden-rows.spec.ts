import type { DeploymentId, InvocationId, PartitionId, RowTypes, Table } from '@perdure/model';
import { decodeRow, encodeRow } from './rows.js';

const id = 'inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr' as InvocationId;
const callerId = 'inv_15w6EsgQgP2j7x8VqYwh720dUqoIFE3xbR' as InvocationId;
const deploymentId = 'dp_11f3OZaAhj0LoOaEVlmSZbj' as DeploymentId;
const at = 1_767_225_600_000;
const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Rows as released: whatever changes, these bytes must go on meaning these rows. A new layout adds to the list. */
const golden: { readonly [T in Table]: { readonly row: RowTypes[T]; readonly hex: string } } = {
  invocation: {
    row: {
      id,
      status: 'suspended',
      target: {
        service: 'Cart',
        serviceType: 'virtual-object',
        handler: 'checkout',
        handlerKind: 'exclusive',
        key: 'ada',
        scope: 'shop',
      },
      source: { kind: 'invocation', invocationId: callerId, target: 'Shop/buy' },
      retention: { completionMs: 86_400_000, journalMs: 3_600_000 },
      idempotencyKey: 'order-1',
      limitKey: 'tenant',
      createdByRequestId: 'request-1',
      createdAtMs: at,
      modifiedAtMs: at + 5,
      executeAtMs: at + 1,
      startedAtMs: at + 2,
      completedAtMs: at + 9,
      journalLength: 7,
      commandCount: 4,
      attempt: 3,
      attemptJournalLength: 6,
      pin: { deploymentId, protocolVersion: 7 },
      failedAttempts: 2,
      failedAttemptsSinceLastEntry: 1,
      lastEntryAtMs: at + 4,
      lastFailure: {
        code: 500,
        message: 'boom',
        stacktrace: 'at cart.ts:1',
        relatedCommandIndex: 0,
        relatedCommandName: 'charge',
        relatedCommandType: 0x0411,
      },
      retryAtMs: at + 6,
      awaiting: {
        combinator: 'all-completed',
        completions: [1, 300],
        signals: [17],
        namedSignals: ['paid'],
        nested: [
          {
            combinator: 'first-completed',
            completions: [2],
            signals: [],
            namedSignals: [],
            nested: [],
          },
        ],
      },
      inboxPosition: 0,
      isPauseRequested: false,
      output: { kind: 'value', value: bytes('"done"') },
      listeners: [
        { kind: 'node', nodeId: 'node-1' },
        { kind: 'invocation', invocationId: callerId, completionId: 2, of: 'call' },
        { kind: 'invocation', invocationId: callerId, completionId: 3, of: 'attach-invocation' },
      ],
      result: {
        kind: 'failure',
        failure: { code: 409, message: 'canceled', metadata: [['reason', 'user']], stacktrace: '' },
      },
    },
    hex: '010a26696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b457210051a1f0a044361727410021a08636865636b6f757420022a03616461320473686f70223408021226696e765f31357736457367516750326a37783856715977683732306455716f494645337862521a0853686f702f6275792880d0eab6b7333085d0eab6b73338074004480350065884d0eab6b7336080b899296880dddb01721e0a1a64705f313166334f5a6141686a304c6f4f6145566c6d535a626a10077882d0eab6b7338201080a066e6f64652d3182012c1226696e765f31357736457367516750326a37783856715977683732306455716f494645337862521802200182012c1226696e765f31357736457367516750326a37783856715977683732306455716f4946453378625218032002880189d0eab6b7339201076f726465722d319a010674656e616e74a20109726571756573742d31a80181d0eab6b733b00102b80101c2012408f4031204626f6f6d1a0c617420636172742e74733a3120002a06636861726765309108c80186d0eab6b733d201150803120301ac021a01112204706169642a03120102d80100e00100ea010622646f6e6522820221089903120863616e63656c65641a100a0e0a06726561736f6e1204757365722200',
  },
  journal: {
    row: { frame: { type: 0x0411, payload: bytes('payload') }, appendedAtMs: at },
    hex: '01080411019b76daa8007061796c6f6164',
  },
  notification: { row: { journalIndex: 5, isFailure: true }, hex: '0108051001' },
  state: { row: bytes('{"items":1}'), hex: '017b226974656d73223a317d' },
  lock: {
    row: { holder: id, inboxHead: 3, inboxTail: 9 },
    hex: '010a26696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b457210031809',
  },
  inbox: {
    row: id,
    hex: '010a26696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b4572',
  },
  promise: {
    row: {
      result: { kind: 'failure', failure: { code: 500, message: 'no' } },
      listeners: [{ invocationId: callerId, completionId: 4 }],
    },
    hex: '01120708f40312026e6f1a2a0a26696e765f31357736457367516750326a37783856715977683732306455716f494645337862521004',
  },
  timer: {
    row: { kind: 'sleep', invocationId: id, dueAtMs: at, completionId: 3 },
    hex: '0108011226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721880d0eab6b7332003',
  },
  outbox: {
    row: {
      partition: 11 as PartitionId,
      command: {
        kind: 'notify',
        invocationId: callerId,
        notification: {
          kind: 'completion',
          of: 'call',
          completionId: 2,
          result: { kind: 'value', value: bytes('42') },
        },
      },
    },
    hex: '01780b08051226696e765f31357736457367516750326a37783856715977683732306455716f49464533786252180720023a023432',
  },
  received: { row: 123_456, hex: '0108c0c407' },
  active: { row: 'backing-off', hex: '010804' },
  counters: { row: { nextOutboxNumber: 78 }, hex: '01084e' },
  limit: {
    row: {
      slotsTaken: 2,
      resuming: { first: id, last: id, length: 1 },
      starting: { first: id, last: callerId, beforeLast: id, length: 2 },
    },
    hex: '01080212520a26696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b457220011a7a0a26696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721226696e765f31357736457367516750326a37783856715977683732306455716f494645337862521a26696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45722002',
  },
  waiting: {
    row: { previous: id, next: callerId },
    hex: '010a26696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721226696e765f31357736457367516750326a37783856715977683732306455716f49464533786252',
  },
};

it('golden inbox row of a change of the state', () => {
  const row: RowTypes['inbox'] = { newState: [['items', bytes('[]')]], expectedVersion: 'version-1' };
  const hex = '0112180a0b0a056974656d7312025b5d120976657273696f6e2d31';
  expect(decodeRow('inbox', Buffer.from(hex, 'hex'))).toStrictEqual(row);
  expect(Buffer.from(encodeRow('inbox', row)).toString('hex')).toBe(hex);
});

it('golden fields of an invocation row, added for limits', () => {
  const { row, hex } = golden.invocation;
  const added = '92020203029a0207080112012a180a';
  const limited: RowTypes['invocation'] = {
    ...row,
    slots: ['level2', 'level1'],
    waitingFor: { level: 'scope', pattern: '*', concurrency: 10 },
  };
  expect(decodeRow('invocation', Buffer.from(hex + added, 'hex'))).toStrictEqual(limited);
  expect(Buffer.from(encodeRow('invocation', limited)).toString('hex')).toBe(hex + added);
});

it('golden fields of an invocation row, added for traces', () => {
  const { row, hex } = golden.invocation;
  const added =
    'a202430a3730302d30616637363531393136636434336464383434386562323131633830333139632d623761643662373136393230333333312d3031120876656e646f723d31';
  const traced: RowTypes['invocation'] = {
    ...row,
    trace: {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'vendor=1',
    },
  };
  expect(decodeRow('invocation', Buffer.from(hex + added, 'hex'))).toStrictEqual(traced);
  expect(Buffer.from(encodeRow('invocation', traced)).toString('hex')).toBe(hex + added);
});

it('golden active row of a waiting invocation', () => {
  expect(decodeRow('active', Buffer.from('010808', 'hex'))).toBe('waiting');
  expect(Buffer.from(encodeRow('active', 'waiting')).toString('hex')).toBe('010808');
});

it('golden invocation row of a restart that goes on with a journal', () => {
  const row: RowTypes['invocation'] = {
    ...golden.invocation.row,
    source: { kind: 'restart', invocationId: callerId },
    seededBy: callerId,
  };
  const hex =
    '010a26696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b457210051a1f0a044361727410021a08636865636b6f757420022a03616461320473686f70222a08031226696e765f31357736457367516750326a37783856715977683732306455716f494645337862522880d0eab6b7333085d0eab6b73338074004480350065884d0eab6b7336080b899296880dddb01721e0a1a64705f313166334f5a6141686a304c6f4f6145566c6d535a626a10077882d0eab6b7338201080a066e6f64652d3182012c1226696e765f31357736457367516750326a37783856715977683732306455716f494645337862521802200182012c1226696e765f31357736457367516750326a37783856715977683732306455716f4946453378625218032002880189d0eab6b7339201076f726465722d319a010674656e616e74a20109726571756573742d31a80181d0eab6b733b00102b80101c2012408f4031204626f6f6d1a0c617420636172742e74733a3120002a06636861726765309108c80186d0eab6b733d201150803120301ac021a01112204706169642a03120102d80100e00100ea010622646f6e6522820221089903120863616e63656c65641a100a0e0a06726561736f6e12047573657222008a0226696e765f31357736457367516750326a37783856715977683732306455716f49464533786252';
  expect(decodeRow('invocation', Buffer.from(hex, 'hex'))).toStrictEqual(row);
  expect(Buffer.from(encodeRow('invocation', row)).toString('hex')).toBe(hex);
});

describe.each(Object.keys(golden) as Table[])('golden %s row', (table) => {
  const { row, hex } = golden[table];

  it('is read', () => {
    expect(decodeRow(table, Buffer.from(hex, 'hex'))).toStrictEqual(row);
  });

  it('is what this release writes', () => {
    expect(Buffer.from(encodeRow(table, row)).toString('hex')).toBe(hex);
  });
});

/** A field added to a released layout: rows without it mean what they meant, rows with it end in its bytes. */
test('golden failure code, added to the last failure of an invocation row', () => {
  const { row, hex } = golden.invocation;
  const failure = '2408f4031204626f6f6d1a0c617420636172742e74733a3120002a06636861726765309108';
  const withCode = hex.replace(failure, `2c${failure.slice(2)}3a06525430303132`);
  const lastFailure = { ...row.lastFailure!, restateCode: 'RT0012' } as const;

  expect(decodeRow('invocation', Buffer.from(withCode, 'hex'))).toStrictEqual({ ...row, lastFailure });
  expect(Buffer.from(encodeRow('invocation', { ...row, lastFailure })).toString('hex')).toBe(withCode);
});
