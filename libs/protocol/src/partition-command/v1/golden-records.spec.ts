import type {
  DeploymentId,
  InvocationId,
  NodeMessage,
  PartitionCommand,
  PartitionCommandKind,
} from '@perdure/model';
import { decodeNodeMessage, encodeNodeMessage } from './node-message.js';
import { decodePartitionRecord, encodePartitionRecord } from './record.js';

const invocationId = 'inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr' as InvocationId;
const otherId = 'inv_15w6EsgQgP2j7x8VqYwh720dUqoIFE3xbR' as InvocationId;
const deploymentId = 'dp_11f3OZaAhj0LoOaEVlmSZbj' as DeploymentId;
const at = 1_767_225_600_000;
const replyTo = { nodeId: 'node-1', requestId: 'request-1' };
const askedBy = { index: 4, appendedAtMs: at };
const bytes = (text: string): Uint8Array => Buffer.from(text);

type GoldenCommands = {
  readonly [K in PartitionCommandKind]: {
    readonly command: Extract<PartitionCommand, { kind: K }>;
    readonly hex: string;
  };
};

/** Records as released: a log may hold them for long, so these bytes must go on meaning these commands. */
const golden: GoldenCommands = {
  invoke: {
    command: {
      kind: 'invoke',
      invocationId,
      target: {
        service: 'Shop',
        serviceType: 'workflow',
        handler: 'run',
        handlerKind: 'workflow',
        key: '',
      },
      input: bytes('input'),
      source: { kind: 'restart', invocationId: otherId },
      retention: { completionMs: 86_400_000, journalMs: 0 },
      idempotencyKey: 'order-1',
      limitKey: 'tenant',
      executeAtMs: at,
      listener: { kind: 'node', nodeId: 'node-1' },
      replyTo,
    },
    hex: '017a100a0b706172746974696f6e2d3310ac0208011226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721a110a0453686f7010031a0372756e20042a00222a08031226696e765f31357736457367516750326a37783856715977683732306455716f494645337862522880b899293a076f726465722d31420674656e616e744880d0eab6b73352080a066e6f64652d315a130a066e6f64652d311209726571756573742d316205696e707574',
  },
  attach: {
    command: {
      kind: 'attach',
      invocationId,
      listener: { kind: 'invocation', invocationId: otherId, completionId: 1, of: 'attach-invocation' },
      replyTo,
    },
    hex: '017a100a0b706172746974696f6e2d3310ac0208021226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721a130a066e6f64652d311209726571756573742d31222c1226696e765f31357736457367516750326a37783856715977683732306455716f4946453378625218012002',
  },
  'get-output': {
    command: { kind: 'get-output', invocationId, requester: otherId, completionId: 2 },
    hex: '017a100a0b706172746974696f6e2d3310ac0208031226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721a26696e765f31357736457367516750326a37783856715977683732306455716f494645337862522002',
  },
  signal: {
    command: {
      kind: 'signal',
      invocationId,
      signal: { kind: 'name', name: 'paid' },
      result: { kind: 'failure', failure: { code: 400, message: 'no' } },
    },
    hex: '017a100a0b706172746974696f6e2d3310ac0208041226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b4572220470616964320708900312026e6f',
  },
  notify: {
    command: {
      kind: 'notify',
      invocationId,
      notification: {
        kind: 'completion',
        of: 'get-lazy-state-keys',
        completionId: 3,
        result: { kind: 'state-keys', keys: ['a', ''] },
      },
    },
    hex: '017a100a0b706172746974696f6e2d3310ac0208051226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721802200352050a01610a00',
  },
  cancel: {
    command: { kind: 'cancel', invocationId, replyTo },
    hex: '017a100a0b706172746974696f6e2d3310ac0208061226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721a130a066e6f64652d311209726571756573742d31',
  },
  kill: {
    command: { kind: 'kill', invocationId },
    hex: '017a100a0b706172746974696f6e2d3310ac0208071226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b4572',
  },
  purge: {
    command: { kind: 'purge', invocationId },
    hex: '017a100a0b706172746974696f6e2d3310ac0208081226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b4572',
  },
  'purge-journal': {
    command: { kind: 'purge-journal', invocationId },
    hex: '017a100a0b706172746974696f6e2d3310ac0208091226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b4572',
  },
  pause: {
    command: { kind: 'pause', invocationId },
    hex: '017a100a0b706172746974696f6e2d3310ac02080a1226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b4572',
  },
  resume: {
    command: { kind: 'resume', invocationId, deploymentId, replyTo },
    hex: '017a100a0b706172746974696f6e2d3310ac02080b1226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721a130a066e6f64652d311209726571756573742d31221a64705f313166334f5a6141686a304c6f4f6145566c6d535a626a',
  },
  'restart-as-new': {
    command: {
      kind: 'restart-as-new',
      invocationId,
      newInvocationId: otherId,
      lastEntry: 3,
      pin: { deploymentId, protocolVersion: 6 },
      replyTo,
    },
    hex: '017a100a0b706172746974696f6e2d3310ac02080c1226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721a130a066e6f64652d311209726571756573742d312226696e765f31357736457367516750326a37783856715977683732306455716f494645337862522803321e0a1a64705f313166334f5a6141686a304c6f4f6145566c6d535a626a1006',
  },
  'modify-state': {
    command: {
      kind: 'modify-state',
      instance: '/Cart/ada',
      change: {
        newState: [
          ['items', bytes('[]')],
          ['', bytes('')],
        ],
        expectedVersion: 'version-1',
      },
    },
    hex: '017a100a0b706172746974696f6e2d3310ac02080d12092f436172742f6164611a1e0a0b0a056974656d7312025b5d0a040a001200120976657273696f6e2d31',
  },
};

/** What later releases added to them, in the fields that came last. */
const added: ReadonlyArray<{ readonly command: PartitionCommand; readonly hex: string }> = [
  {
    command: {
      kind: 'attach',
      invocationId,
      listener: {
        kind: 'invocation',
        invocationId: otherId,
        completionId: 1,
        of: 'attach-invocation',
        askedBy,
      },
    },
    hex: '017a100a0b706172746974696f6e2d3310ac0208021226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b457222371226696e765f31357736457367516750326a37783856715977683732306455716f49464533786252180120022a0908041080d0eab6b733',
  },
  {
    command: { kind: 'get-output', invocationId, requester: otherId, completionId: 2, askedBy },
    hex: '017a100a0b706172746974696f6e2d3310ac0208031226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45721a26696e765f31357736457367516750326a37783856715977683732306455716f4946453378625220022a0908041080d0eab6b733',
  },
  {
    command: {
      kind: 'notify',
      invocationId,
      notification: { kind: 'completion', of: 'call', completionId: 3, result: { kind: 'void' } },
      askedBy,
    },
    hex: '017a100a0b706172746974696f6e2d3310ac0208051226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b4572180720035a0908041080d0eab6b733',
  },
];

const origin = { sender: 'partition-3', number: 300 };

describe.each([...Object.values(golden), ...added])('golden $command.kind record', ({ command, hex }) => {
  it('is read', () => {
    expect(decodePartitionRecord(Buffer.from(hex, 'hex'))).toStrictEqual({ command, origin });
  });

  it('is what this release writes', () => {
    expect(Buffer.from(encodePartitionRecord({ command, origin })).toString('hex')).toBe(hex);
  });
});

/** Added to a released layout, before the input, which stays last: older releases skip it. */
test('golden trace of an invoke record', () => {
  const { command, hex } = golden.invoke;
  const input = '6205696e707574';
  const added =
    '6a430a3730302d30616637363531393136636434336464383434386562323131633830333139632d623761643662373136393230333333312d3031120876656e646f723d31';
  const record = {
    origin,
    command: {
      ...command,
      trace: {
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        tracestate: 'vendor=1',
      },
    },
  };
  const withTrace = hex.slice(0, -input.length) + added + input;
  expect(decodePartitionRecord(Buffer.from(withTrace, 'hex'))).toStrictEqual(record);
  expect(Buffer.from(encodePartitionRecord(record)).toString('hex')).toBe(withTrace);
});

/** Nodes of two releases talk to each other while a cluster is upgraded. */
const goldenMessages: ReadonlyArray<{ readonly message: NodeMessage; readonly hex: string }> = [
  {
    message: { kind: 'reply', requestId: 'request-1', reply: { kind: 'accepted', executeAtMs: at } },
    hex: '010a09726571756573742d3110013080d0eab6b733',
  },
  {
    message: {
      kind: 'reply',
      requestId: 'request-1',
      reply: { kind: 'completed', result: { kind: 'value', value: bytes('42') }, expiresAtMs: at },
    },
    hex: '010a09726571756573742d311004220234323880d0eab6b733',
  },
  {
    message: {
      kind: 'invocation-completed',
      invocationId,
      result: { kind: 'failure', failure: { code: 409, message: 'killed' } },
    },
    hex: '011a26696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b45722a0b08990312066b696c6c6564',
  },
];

describe.each(goldenMessages)('golden node message $#', ({ message, hex }) => {
  it('is read', () => {
    expect(decodeNodeMessage(Buffer.from(hex, 'hex'))).toStrictEqual(message);
  });

  it('is what this release writes', () => {
    expect(Buffer.from(encodeNodeMessage(message)).toString('hex')).toBe(hex);
  });
});
