import type { AwaitPoint, JournalCommand, Notification } from '@perdure/model';
import { encodeFrame } from './frame.js';
import { journalCodec } from './journal-codec.js';
import { decodeSdkMessage } from './sdk-message.js';

/** The small vectors of service-protocol 8.6 and 8.7. */

const id = 'inv_1fI3WfAWTzzG5KGCOcyO7akEOZLgbY8X1T';
const idHex = Buffer.from(id).toString('hex');

describe('commands (8.7)', () => {
  it.each<[string, number, string, JournalCommand]>([
    [
      'a delayed one-way call',
      0x040e,
      '0a0154120663616c6c65651a013720e7fd87e2a0342a080a03782d611201623a04696b2d315001',
      {
        kind: 'one-way-call',
        service: 'T',
        handler: 'callee',
        key: '',
        headers: [{ key: 'x-a', value: 'b' }],
        parameter: text('7'),
        idempotencyKey: 'ik-1',
        invocationIdCompletionId: 1,
        invokeAtMs: 1795501981415,
      },
    ],
    [
      'a call to an unknown service',
      0x040d,
      '0a044e6f706512017850015802',
      {
        kind: 'call',
        service: 'Nope',
        handler: 'x',
        key: '',
        headers: [],
        parameter: text(''),
        invocationIdCompletionId: 1,
        resultCompletionId: 2,
      },
    ],
    ['eager state, absent', 0x0407, '0a01636a00', { kind: 'get-eager-state', key: 'c' }],
    ['eager state, present', 0x0407, '0a016372030a0133', { kind: 'get-eager-state', key: 'c' }],
    ['eager state keys', 0x0408, '72030a0163', { kind: 'get-eager-state-keys' }],
    ['setting state', 0x0403, '0a01631a030a0133', { kind: 'set-state', key: 'c', value: text('3') }],
    ['clearing state', 0x0404, '0a027a7a', { kind: 'clear-state', key: 'zz' }],
    ['lazy state', 0x0402, '0a01635801', { kind: 'get-lazy-state', key: 'c', completionId: 1 }],
    ['lazy state keys', 0x0406, '5802', { kind: 'get-lazy-state-keys', completionId: 2 }],
    [
      'a named signal',
      0x0410,
      `0a26${idHex}1a036865792a060a0422796f22`,
      {
        kind: 'send-signal',
        targetInvocationId: id,
        signal: { kind: 'name', name: 'hey' },
        result: { kind: 'value', value: text('"yo"') },
      },
    ],
    ['an empty output', 0x0401, '7200', { kind: 'output', result: { kind: 'value', value: text('') } }],
    [
      'a failed output',
      0x0401,
      '7a1108a2031204626f6f6d1a060a0161120131',
      {
        kind: 'output',
        result: { kind: 'failure', failure: { code: 418, message: 'boom', metadata: [['a', '1']] } },
      },
    ],
  ])('%s', (_, type, hex, meaning) => {
    const payload = bytes(hex);

    expect(decodeSdkMessage(6, type, true, payload)).toEqual({
      kind: 'command',
      frame: { type, payload },
      command: meaning,
      name: '',
      isAckRequested: true,
    });
    expect(journalCodec.decodeCommand({ type, payload })).toEqual(meaning);
  });

  it('a run that failed', () => {
    expect(decodeSdkMessage(6, 0x0005, false, bytes('08017a0708f40312027272'))).toEqual({
      kind: 'run-proposed',
      completionId: 1,
      result: { kind: 'failure', failure: { code: 500, message: 'rr' } },
      isAckRequested: false,
    });
  });
});

/** Layouts of service-protocol 3.5 that no capture shows, written by hand from the field tables. */
describe('commands without a capture', () => {
  it.each<[string, number, string, JournalCommand]>([
    ['clearing all state', 0x0405, '', { kind: 'clear-all-state' }],
    ['awaiting a promise', 0x0409, '0a01705803', { kind: 'get-promise', key: 'p', completionId: 3 }],
    ['peeking at a promise', 0x040a, '0a01705803', { kind: 'peek-promise', key: 'p', completionId: 3 }],
    [
      'resolving a promise',
      0x040b,
      '0a017012030a01315803',
      { kind: 'complete-promise', key: 'p', result: { kind: 'value', value: text('1') }, completionId: 3 },
    ],
    [
      'rejecting a promise',
      0x040b,
      '0a01701a06080512026e6f5803',
      {
        kind: 'complete-promise',
        key: 'p',
        result: { kind: 'failure', failure: { code: 5, message: 'no' } },
        completionId: 3,
      },
    ],
    [
      'a keyed, scoped and limited call',
      0x040d,
      '0a0153120168' + '22060a016b120176' + '2a026b31' + '3200' + '3a027331' + '42016c' + '50015802',
      {
        kind: 'call',
        service: 'S',
        handler: 'h',
        key: 'k1',
        headers: [{ key: 'k', value: 'v' }],
        parameter: text(''),
        idempotencyKey: '',
        scope: 's1',
        limitKey: 'l',
        invocationIdCompletionId: 1,
        resultCompletionId: 2,
      },
    ],
    [
      'a keyed, scoped and limited one-way call',
      0x040e,
      '0a0153120168' + '32026b31' + '42027331' + '4a016c' + '5001',
      {
        kind: 'one-way-call',
        service: 'S',
        handler: 'h',
        key: 'k1',
        headers: [],
        parameter: text(''),
        scope: 's1',
        limitKey: 'l',
        invocationIdCompletionId: 1,
        invokeAtMs: 0,
      },
    ],
    [
      'attaching to an id',
      0x0412,
      '0a01695804',
      { kind: 'attach-invocation', target: { kind: 'invocation', invocationId: 'i' }, completionId: 4 },
    ],
    [
      'attaching to an idempotent request',
      0x0412,
      '1a0f' + '0a0153' + '12016b' + '1a0168' + '220169' + '2a0173' + '5804',
      {
        kind: 'attach-invocation',
        target: {
          kind: 'idempotent-request',
          service: 'S',
          serviceKey: 'k',
          handler: 'h',
          idempotencyKey: 'i',
          scope: 's',
        },
        completionId: 4,
      },
    ],
    [
      'the output of a workflow',
      0x0413,
      '2209' + '0a0157' + '12016b' + '1a0173' + '5804',
      {
        kind: 'get-invocation-output',
        target: { kind: 'workflow', workflow: 'W', key: 'k', scope: 's' },
        completionId: 4,
      },
    ],
    [
      'resolving an awakeable',
      0x0414,
      '0a017812030a0131',
      { kind: 'complete-awakeable', awakeableId: 'x', result: { kind: 'value', value: text('1') } },
    ],
    [
      'rejecting an awakeable',
      0x0414,
      '0a01781a06080512026e6f',
      {
        kind: 'complete-awakeable',
        awakeableId: 'x',
        result: { kind: 'failure', failure: { code: 5, message: 'no' } },
      },
    ],
    [
      'failing a signal by index',
      0x0410,
      '0a017810113206080512026e6f',
      {
        kind: 'send-signal',
        targetInvocationId: 'x',
        signal: { kind: 'index', index: 17 },
        result: { kind: 'failure', failure: { code: 5, message: 'no' } },
      },
    ],
    // A wake-up time of 2^64 − 1: an SDK's way to say never.
    [
      'sleeping for ever',
      0x040c,
      '08ffffffffffffffffff015801',
      { kind: 'sleep', wakeUpAtMs: Number.MAX_SAFE_INTEGER, completionId: 1 },
    ],
  ])('%s', (_, type, hex, meaning) => {
    expect(decodeSdkMessage(7, type, false, bytes(hex))).toMatchObject({ kind: 'command', command: meaning });
  });
});

describe('notifications (8.7)', () => {
  it.each<[string, Notification, string]>([
    [
      'lazy state, absent',
      { kind: 'completion', of: 'get-lazy-state', completionId: 1, result: { kind: 'void' } },
      '800200000000000408012200',
    ],
    [
      'lazy state keys',
      {
        kind: 'completion',
        of: 'get-lazy-state-keys',
        completionId: 2,
        result: { kind: 'state-keys', keys: ['c'] },
      },
      '800600000000000808028a01030a0163',
    ],
    [
      'a named signal',
      {
        kind: 'signal',
        signal: { kind: 'name', name: 'hey' },
        result: { kind: 'value', value: text('"yo"') },
      },
      'fbff00000000000d1a036865792a060a0422796f22',
    ],
    [
      'a rejected awakeable',
      {
        kind: 'signal',
        signal: { kind: 'index', index: 17 },
        result: { kind: 'failure', failure: { code: 500, message: 'ingress says no' } },
      },
      'fbff0000000000181011321408f403120f696e67726573732073617973206e6f',
    ],
    [
      'the cancel signal',
      { kind: 'signal', signal: { kind: 'index', index: 1 }, result: { kind: 'void' } },
      'fbff00000000000410012200',
    ],
    [
      'an empty value, which is not void',
      { kind: 'completion', of: 'call', completionId: 2, result: { kind: 'value', value: text('') } },
      '800d00000000000408022a00',
    ],
    [
      'a failure with metadata',
      {
        kind: 'completion',
        of: 'attach-invocation',
        completionId: 2,
        result: { kind: 'failure', failure: { code: 418, message: 'boom', metadata: [['a', '1']] } },
      },
      '8012000000000015' + '0802' + '3211' + '08a2031204626f6f6d1a060a0161120131',
    ],
  ])('%s', (_, notification, expected) => {
    const frame = journalCodec.encodeNotification(notification);

    expect(Buffer.from(encodeFrame(frame)).toString('hex')).toBe(expected);
    expect(journalCodec.isCommand(frame)).toBe(false);
    expect(journalCodec.decodeCommand(frame)).toBeUndefined();
    expect(journalCodec.decodeCalleeId(frame)).toBeUndefined();
    expect(journalCodec.decodeNotification(frame)).toEqual(notification);
  });

  it('are told from commands', () => {
    expect(journalCodec.decodeNotification(journalCodec.encodeInput(text('{}')))).toBeUndefined();
  });

  it('acknowledges command 1', () => {
    const frame = encodeFrame(journalCodec.encodeCommandAck(1));
    expect(Buffer.from(frame).toString('hex')).toBe('00040000000000020801');
  });
});

describe('await points (8.6)', () => {
  it('keeps the tree of V7', () => {
    expect(suspension(7, '2214120101220d0a010122060a020203280128042801')).toEqual(
      node('first-completed', {
        signals: [1],
        nested: [
          node('all-succeeded-or-first-failed', {
            completions: [1],
            nested: [node('first-completed', { completions: [2, 3] })],
          }),
        ],
      }),
    );
    expect(suspension(7, '2211120101220a12011122030a010128012801')).toEqual(
      node('first-completed', {
        signals: [1],
        nested: [node('first-completed', { signals: [17], nested: [node('unknown', { completions: [1] })] })],
      }),
    );
  });

  it('reads the flat list of V6, packed or not, as a race', () => {
    const race = node('first-completed', { completions: [1, 2, 3], signals: [1] });

    expect(suspension(6, '0a03010203120101')).toEqual(race);
    expect(suspension(5, '0801080208031001')).toEqual(race);
    expect(suspension(6, '1a03686579')).toEqual(node('first-completed', { namedSignals: ['hey'] }));
  });

  function suspension(version: number, hex: string): AwaitPoint | undefined {
    const message = decodeSdkMessage(version, 0x0001, false, bytes(hex));
    return message.kind === 'suspended' ? message.awaiting : undefined;
  }

  function node(combinator: AwaitPoint['combinator'], rest: Partial<AwaitPoint>): AwaitPoint {
    return { combinator, completions: [], signals: [], namedSignals: [], nested: [], ...rest };
  }
});

describe('errors (3.3)', () => {
  const all =
    '0883 0412 0462 6f6f 6d1a 0261 74' + // 515, "boom", at
    '2002 2a03 7275 6e30 9108 40d0 0f48 01'; // command 2, "run", 0x0411, 2000 ms, PAUSE

  const failure = {
    code: 515,
    message: 'boom',
    stacktrace: 'at',
    relatedCommandIndex: 2,
    relatedCommandName: 'run',
    relatedCommandType: 0x0411,
  };

  it('tells everything it is told, the behaviour only since V7', () => {
    expect(error(7, all)).toEqual({ kind: 'error', failure, retryDelayMs: 2000, behavior: 'pause' });
    expect(error(6, all)).toEqual({ kind: 'error', failure, retryDelayMs: 2000 });
  });

  it('reads FAIL, retries by default, and does not believe a code beyond 16 bits', () => {
    expect(error(7, '08f703 4802')).toEqual({
      kind: 'error',
      failure: { code: 503, message: '' },
      behavior: 'fail',
    });
    expect(error(7, '08f703 4800')).toEqual({ kind: 'error', failure: { code: 503, message: '' } });
    expect(error(7, '08f703 4809')).toEqual({ kind: 'error', failure: { code: 503, message: '' } });
    expect(error(7, '08808004')).toEqual({ kind: 'error', failure: { code: 500, message: '' } });
  });

  function error(version: number, hex: string): object {
    return decodeSdkMessage(version, 0x0002, false, bytes(hex));
  }
});

function bytes(hex: string): Uint8Array {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

function text(content: string): Uint8Array {
  return Buffer.from(content);
}
