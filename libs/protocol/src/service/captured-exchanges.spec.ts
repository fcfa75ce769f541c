import {
  cancelSignal,
  invocationIdFromBytes,
  parseInvocationId,
  type Frame,
  type Header,
  type InvocationId,
  type Notification,
} from '@perdure/model';
import { FrameDecoder } from './frame-decoder.js';
import { encodeFrame } from './frame.js';
import { decodeInputPayload, encodeInputPayload } from './input.js';
import { journalCodec } from './journal-codec.js';
import { decodeSdkMessage, type SdkMessage } from './sdk-message.js';
import { encodeStart, type StartMessage } from './start.js';

/** The exchanges of service-protocol 8, captured between the reference server and the TypeScript SDK. */

describe('a simple greeting (8.1)', () => {
  it('starts with what the server sends', () => {
    const start = startOf('b15f042434957ec493e72c9baf53175a8387b9fbae649db4', {
      randomSeed: 12350113288020882110n,
    });

    expect(wire(encodeStart(6, start))).toBe(
      '0000000000000051' +
        '0a18b15f042434957ec493e72c9baf53175a8387b9fbae649db41226696e765f316752565a4c67337169376e35754f78' +
        '58494c376a5364464f6971697954514b45721801280148bee5c3e2a0d39ab2ab01',
    );
    expectInput(
      [
        ['x-restate-ingress-path', '/T/greet'],
        ...curl,
        ['content-type', 'application/json'],
        ['x-custom', 'hdr1'],
        ['content-length', '5'],
      ],
      '"Ada"',
      '04000000000000a0' +
        '0a220a16782d726573746174652d696e67726573732d7061746812082f542f67726565740a190a0a757365722d616765' +
        '6e74120b6375726c2f372e38382e310a0d0a0661636365707412032a2f2a0a200a0c636f6e74656e742d747970651210' +
        '6170706c69636174696f6e2f6a736f6e0a100a08782d637573746f6d1204686472310a130a0e636f6e74656e742d6c65' +
        '6e67746812013572070a052241646122',
    );
  });

  it('understands the answer', () => {
    expect(received(6, '040100000000000f720d0a0b2248656c6c6f2041646122', '0003000000000000')).toEqual([
      command(0x0401, '720d0a0b2248656c6c6f2041646122', { kind: 'output', result: value('"Hello Ada"') }),
      { kind: 'ended' },
    ]);
  });
});

describe('run and sleep on V6 (8.2)', () => {
  const id = 'e7483a8d2ec640f4b01ffcf90dd0220c7cac35eecaaeddd5';
  const randomSeed = 17113111894668146880n;

  it('starts the first and the second attempt', () => {
    const before =
      '0000000000000053' +
      '0a18e7483a8d2ec640f4b01ffcf90dd0220c7cac35eecaaeddd51226696e765f316b5939757a48344f65327a36767946' +
      '5179494e7845394668504e6566336a6f6959';
    const after = '2801400248c0f1d3d99593ffbeed01';

    const first = startOf(id, { randomSeed, durationSinceLastEntryMs: 2 });
    expect(wire(encodeStart(6, first))).toBe(`${before}1801${after}`);
    expect(wire(encodeStart(6, { ...first, knownEntries: 5 }))).toBe(`${before}1805${after}`);
    expectInput(curlJson('/T/runsleep', '4'), '2500', runSleepInput);
  });

  it('understands the steps, and answers them', () => {
    expect(
      received(
        6,
        '0411000000000009580162057374657031',
        '0005000000000006080172023432',
        '040c00000000000908b4f987e2a0345802',
        '00010000000000060a0102120101',
      ),
    ).toEqual([
      command(0x0411, '580162057374657031', { kind: 'run', completionId: 1 }, 'step1'),
      { kind: 'run-proposed', completionId: 1, result: value('42'), isAckRequested: false },
      command(0x040c, '08b4f987e2a0345802', { kind: 'sleep', wakeUpAtMs: 1795501980852, completionId: 2 }),
      {
        kind: 'suspended',
        awaiting: {
          combinator: 'first-completed',
          completions: [2],
          signals: [1],
          namedSignals: [],
          nested: [],
        },
      },
    ]);
    expect(notified(completion('run', 1, value('42')))).toBe('801100000000000808012a040a023432');
    expect(notified(completion('sleep', 2, { kind: 'void' }))).toBe('800c00000000000408022200');
  });
});

describe('run and sleep on V7 (8.3)', () => {
  it('starts with neither scope nor keys', () => {
    const start = startOf('0b39a53ea609804cc4fc564320009cc24e58c75b66083b90', {
      randomSeed: 12552906275407059196n,
    });

    expect(wire(encodeStart(7, start))).toBe(
      '0000000000000051' +
        '0a180b39a53ea609804cc4fc564320009cc24e58c75b66083b901226696e765f31367a635671474665335362346f3953' +
        '38704455737478454a4767696d58697a68571801280148fcb1a3a3fdb7b89aae01',
    );
    expectInput(curlJson('/T/runsleep', '4'), '2500', runSleepInput);
  });

  it('understands requested acknowledgements, hints and trees', () => {
    const awaiting = (completionId: number): SdkMessage => ({
      kind: 'suspended',
      awaiting: {
        combinator: 'first-completed',
        completions: [completionId],
        signals: [1],
        namedSignals: [],
        nested: [],
      },
    });

    expect(
      received(
        7,
        '0411000000000009580162057374657031',
        '0005800000000006080172023432',
        '000600000000000a0a080a01011201012801',
        '040c000000000009089cc18de2a0345802',
        '000600000000000a0a080a01021201012801',
        '000100000000000a22080a01021201012801',
      ),
    ).toEqual([
      command(0x0411, '580162057374657031', { kind: 'run', completionId: 1 }, 'step1'),
      { kind: 'run-proposed', completionId: 1, result: value('42'), isAckRequested: true },
      { kind: 'awaiting-on' },
      command(0x040c, '089cc18de2a0345802', { kind: 'sleep', wakeUpAtMs: 1795502071964, completionId: 2 }),
      { kind: 'awaiting-on' },
      awaiting(2),
    ]);
    expect(wire(journalCodec.encodeRunAck(1))).toBe('00070000000000020801');
  });
});

describe('a call (8.4)', () => {
  it('starts the caller and the callee', () => {
    const caller = startOf('e58267366ffd015a324bd5dcb572531e412b27d6af440020', {
      randomSeed: 13093839868725487001n,
    });
    const callee = startOf('45587bfdc6c23d8701a20c41fcd06a0103ce6086e572d711', {
      randomSeed: 18182466704526333780n,
      durationSinceLastEntryMs: 1,
    });

    expect(wire(encodeStart(6, caller))).toBe(
      '0000000000000051' +
        '0a18e58267366ffd015a324bd5dcb572531e412b27d6af4400201226696e765f31374a364d3132335950627630596e53' +
        '6e7554343632536b6969347571775a45646b180128014899cbebc9c8bfaadbb501',
    );
    expectInput(
      curlJson('/T/caller', '1'),
      '5',
      '040000000000008b' +
        '0a230a16782d726573746174652d696e67726573732d7061746812092f542f63616c6c65720a190a0a757365722d6167' +
        '656e74120b6375726c2f372e38382e310a0d0a0661636365707412032a2f2a0a200a0c636f6e74656e742d7479706512' +
        '106170706c69636174696f6e2f6a736f6e0a130a0e636f6e74656e742d6c656e67746812013172030a0135',
    );
    expect(wire(encodeStart(6, callee))).toBe(
      '0000000000000053' +
        '0a1845587bfdc6c23d8701a20c41fcd06a0103ce6086e572d7111226696e765f31624253565154374b6847523078466b' +
        '73697576485355644f70633137425076314c18012801400148d4aea3bda0a4c6aafc01',
    );
    expectInput([], '5', '040000000000000572030a0135');
  });

  it('understands the call, and answers it twice', () => {
    const calleeId = idOf('45587bfdc6c23d8701a20c41fcd06a0103ce6086e572d711');

    expect(received(6, '040d0000000000120a0154120663616c6c65651a013550015802')).toEqual([
      command(0x040d, '0a0154120663616c6c65651a013550015802', {
        kind: 'call',
        service: 'T',
        handler: 'callee',
        key: '',
        headers: [],
        parameter: text('5'),
        invocationIdCompletionId: 1,
        resultCompletionId: 2,
      }),
    ]);
    const announced =
      '800e00000000002b' +
      '0801820126696e765f31624253565154374b6847523078466b73697576485355644f70633137425076314c';
    expect(
      notified(completion('call-invocation-id', 1, { kind: 'invocation-id', invocationId: calleeId })),
    ).toBe(announced);
    expect(journalCodec.decodeCalleeId(frames(announced)[0]!)).toEqual({
      completionId: 1,
      invocationId: calleeId,
    });
    expect(notified(completion('call', 2, value('6')))).toBe('800d00000000000708022a030a0136');
    expect(received(6, '040100000000000572030a0136')).toEqual([
      command(0x0401, '72030a0136', { kind: 'output', result: value('6') }),
    ]);
  });
});

describe('the cancellation of a suspended caller (8.5)', () => {
  const child = parseInvocationId('inv_1fI3WfAWTzzG5KGCOcyO7akEOZLgbY8X1T');

  it('resumes with the signal', () => {
    const start = startOf('3c2c86de2934ad2ec2bf1f84d2472339ae1cb1fe9f61213e', {
      knownEntries: 4,
      randomSeed: 7024956510015865263n,
    });

    expect(wire(encodeStart(6, start))).toBe(
      '0000000000000050' +
        '0a183c2c86de2934ad2ec2bf1f84d2472339ae1cb1fe9f61213e1226696e765f31343073704e4955654a6c793154654d' +
        '6b4b776568463541756e53325136326468771804280148af83c1f09d97eabe61',
    );
    expectInput(
      [['x-restate-ingress-path', '/T/cancelparent/send'], ...curl],
      '',
      '040000000000005c' +
        '0a2e0a16782d726573746174652d696e67726573732d7061746812142f542f63616e63656c706172656e742f73656e64' +
        '0a190a0a757365722d6167656e74120b6375726c2f372e38382e310a0d0a0661636365707412032a2f2a7200',
    );
    expect(
      notified(completion('call-invocation-id', 1, { kind: 'invocation-id', invocationId: child })),
    ).toBe(
      '800e00000000002b' +
        '0801820126696e765f3166493357664157547a7a47354b47434f63794f37616b454f5a4c67625938583154',
    );
    expect(notified({ kind: 'signal', signal: cancelSignal, result: { kind: 'void' } })).toBe(
      'fbff00000000000410012200',
    );
  });

  it('understands how the SDK passes it on and fails', () => {
    const signal = '0a26696e765f3166493357664157547a7a47354b47434f63794f37616b454f5a4c6762593858315410012200';

    expect(
      received(6, `041000000000002c${signal}`, '04010000000000107a0e089903120943616e63656c6c6564'),
    ).toEqual([
      command(0x0410, signal, {
        kind: 'send-signal',
        targetInvocationId: child,
        signal: cancelSignal,
        result: { kind: 'void' },
      }),
      command(0x0401, '7a0e089903120943616e63656c6c6564', {
        kind: 'output',
        result: { kind: 'failure', failure: { code: 409, message: 'Cancelled' } },
      }),
    ]);
  });
});

describe('request/response mode (8.8)', () => {
  it('understands the bodies of all three attempts', () => {
    const kinds = (...messages: string[]): string[] => received(7, ...messages).map(({ kind }) => kind);

    expect(
      kinds(
        '0411000000000005' + '5801620161',
        '0005800000000005' + '0801720131',
        '000100000000000a' + tree(1),
      ),
    ).toEqual(['command', 'run-proposed', 'suspended']);
    expect(kinds('040c000000000009' + '08e7bb9be2a0345802', '000100000000000a' + tree(2))).toEqual([
      'command',
      'suspended',
    ]);
    expect(kinds('0401000000000005' + '72030a0131', '0003000000000000')).toEqual(['command', 'ended']);
    expect(notified(completion('run', 1, value('1')))).toBe('801100000000000708012a030a0131');
  });

  function tree(completionId: number): string {
    return `22080a010${completionId}1201012801`;
  }
});

const runSleepInput =
  '0400000000000090' +
  '0a250a16782d726573746174652d696e67726573732d70617468120b2f542f72756e736c6565700a190a0a757365722d' +
  '6167656e74120b6375726c2f372e38382e310a0d0a0661636365707412032a2f2a0a200a0c636f6e74656e742d747970' +
  '6512106170706c69636174696f6e2f6a736f6e0a130a0e636f6e74656e742d6c656e67746812013472060a0432353030';

const curl: Array<[string, string]> = [
  ['user-agent', 'curl/7.88.1'],
  ['accept', '*/*'],
];

function curlJson(path: string, length: string): Array<[string, string]> {
  return [
    ['x-restate-ingress-path', path],
    ...curl,
    ['content-type', 'application/json'],
    ['content-length', length],
  ];
}

function expectInput(headers: Array<[string, string]>, body: string, expected: string): void {
  const list: Header[] = headers.map(([key, value]) => ({ key, value }));
  const payload = encodeInputPayload(list, text(body));
  expect(wire(journalCodec.encodeInput(payload))).toBe(expected);
  expect(decodeInputPayload(payload)).toEqual({ headers: list, body: text(body) });
}

function startOf(id: string, rest: Partial<StartMessage>): StartMessage {
  return {
    id: idOf(id),
    knownEntries: 1,
    state: [],
    isPartialState: true,
    failedAttemptsSinceLastEntry: 0,
    durationSinceLastEntryMs: 0,
    randomSeed: 0n,
    ...rest,
  };
}

function idOf(hex: string): InvocationId {
  return invocationIdFromBytes(Buffer.from(hex, 'hex'));
}

function text(content: string): Buffer {
  return Buffer.from(content);
}

function value(content: string): { kind: 'value'; value: Uint8Array } {
  return { kind: 'value', value: text(content) };
}

function completion(
  of: Extract<Notification, { kind: 'completion' }>['of'],
  completionId: number,
  result: Notification['result'],
): Notification {
  return { kind: 'completion', of, completionId, result };
}

function command(type: number, payload: string, meaning: object, name = ''): object {
  const frame = { type, payload: new Uint8Array(Buffer.from(payload, 'hex')) };
  return { kind: 'command', frame, command: meaning, name, isAckRequested: false };
}

function wire(frame: Frame): string {
  return Buffer.from(encodeFrame(frame)).toString('hex');
}

function notified(notification: Notification): string {
  return wire(journalCodec.encodeNotification(notification));
}

function frames(hex: string): Frame[] {
  const found: Frame[] = [];
  new FrameDecoder(1000).push(Buffer.from(hex, 'hex'), (type, _, payload) => found.push({ type, payload }));
  return found;
}

function received(version: number, ...messages: string[]): SdkMessage[] {
  const found: SdkMessage[] = [];
  new FrameDecoder(1000).push(Buffer.from(messages.join(''), 'hex'), (type, isAckRequested, payload) =>
    found.push(decodeSdkMessage(version, type, isAckRequested, payload)),
  );
  return found;
}
