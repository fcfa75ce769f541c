import { isPerdureError } from '@perdure/model';
import fc from 'fast-check';
import { FrameDecoder } from './frame-decoder.js';
import { decodeSdkMessage } from './sdk-message.js';
import { awaitPointDepthMax } from './v7/future.js';

describe('what an SDK must not send', () => {
  it.each<[what: string, version: number, type: number, payload: string, complaint: string]>([
    ['Start', 7, 0x0000, '', 'bad start message: an SDK must not send it in protocol version 7'],
    ['CommandAck', 7, 0x0004, '0801', 'bad commandAck message: an SDK must not send it'],
    ['ProposeRunCompletionAck', 7, 0x0007, '0801', 'bad proposeRunCompletionAck message: an SDK must not'],
    ['AwaitingOn before V7', 6, 0x0006, '0a080a01011201012801', 'bad awaitingOn message: an SDK must not'],
    ['an unknown control message', 7, 0x0008, '', 'bad 0x0008 message: an SDK must not send it'],
    ['Input', 7, 0x0400, '7200', 'bad inputCommand message: only the server creates the input'],
    ['an unassigned command', 7, 0x040f, '', 'bad 0x040f message: 0x040f is no command this server knows'],
    ['a completion', 7, 0x8011, '08012a00', 'bad runCompletion message: an SDK must not send it'],
    ['a signal', 7, 0xfbff, '10012200', 'bad signalNotification message: an SDK must not send it'],
    ['a custom command', 7, 0xfc00, '', 'bad 0xfc00 message: an SDK must not send it'],
    ['an empty suspension (V6)', 6, 0x0001, '', 'bad suspension message: it waits for nothing'],
    ['the V7 layout on V6', 6, 0x0001, '22080a01021201012801', 'it waits for nothing'],
    ['the V6 layout on V7', 7, 0x0001, '0a0102120101', 'awaiting_on is missing'],
    ['an empty tree', 7, 0x0001, '22022801', 'it waits for nothing'],
    ['an empty node in a tree', 7, 0x0001, '22070a010122002801', 'it waits for nothing'],
    ['an unknown combinator', 7, 0x0001, '22050a01012805', 'combinator 5 is unknown'],
    [
      'a negative combinator',
      7,
      0x0001,
      '220e0a010128ffffffffffffffffff01',
      'combinator 18446744073709551615',
    ],
    ['AwaitingOn without a tree', 7, 0x0006, '1001', 'awaiting_on is missing'],
    ['a proposal without a result', 7, 0x0005, '0801', 'bad proposeRunCompletion message: result is missing'],
    ['an output without a result', 7, 0x0401, '', 'bad outputCommand message: result is missing'],
    ['a state without a value', 7, 0x0403, '0a0163', 'bad setStateCommand message: value is missing'],
    ['a promise completed with nothing', 7, 0x040b, '0a01705801', 'completion is missing'],
    ['a signal without an id', 7, 0x0410, '0a01782200', 'signal_id is missing'],
    ['a signal without a result', 7, 0x0410, '0a01781001', 'result is missing'],
    ['an attach to nothing', 7, 0x0412, '5801', 'target is missing'],
    ['an awakeable completed with nothing', 7, 0x0414, '0a0178', 'result is missing'],
    ['a state key that is no text', 7, 0x0403, '0a02c3281a00', 'malformed protobuf: text is not UTF-8'],
    ['a completion id beyond 32 bits', 7, 0x0411, '588080808010', 'integer out of range'],
    ['an End that is no protobuf', 7, 0x0003, 'ff', 'bad end message: malformed protobuf: unexpected end'],
  ])('%s', (_, version, type, payload, complaint) => {
    expect(failureOf(() => decodeSdkMessage(version, type, false, bytes(payload)))).toMatchObject({
      code: 'DECODE_FAILED',
      message: expect.stringContaining(complaint),
    });
  });

  it('an await point nested too deep, however deep', () => {
    expect(suspend(awaitPointDepthMax)).not.toThrow();
    for (const depth of [awaitPointDepthMax + 1, 1_000_000])
      expect(suspend(depth)).toThrow(
        /^bad suspension message: its await point nests deeper than 1000 levels$/,
      );

    function suspend(depth: number): () => void {
      const payload = nestedSuspension(depth);
      return () => decodeSdkMessage(7, 0x0001, false, payload);
    }
  });
});

describe('a newer SDK', () => {
  it('may send fields nobody here knows', () => {
    // Field 100 as varint, fixed64, bytes and fixed32.
    const unknown = 'a00601' + 'a1060102030405060708' + 'a20602ffff' + 'a50601020304';
    const known = ['72030a0131', '580162057374657031', '22080a01021201012801', '080172023432', ''];

    [0x0401, 0x0411, 0x0001, 0x0005, 0x0003].forEach((type, i) => {
      const payload = bytes(known[i]!);
      const { frame: _, ...message } = { frame: null, ...decodeSdkMessage(7, type, false, payload) };
      expect(decodeSdkMessage(7, type, false, bytes(unknown + known[i]! + unknown))).toMatchObject(message);
    });
  });
});

describe('a proposal that asks to be acknowledged', () => {
  it.each([
    [5, false],
    [6, false],
    [7, true],
  ])('on V%i is heard: %s', (version, isAckRequested) => {
    expect(decodeSdkMessage(version, 0x0005, true, bytes('080172023432'))).toMatchObject({ isAckRequested });
  });
});

describe('garbage', () => {
  it('is decoded or refused, and nothing else', () => {
    fc.assert(
      fc.property(version, message, fc.array(damage, { maxLength: 4 }), (v, [type, payload], damages) => {
        const damaged = damages.reduce((current, apply) => apply(current), payload);
        expectDecodedOrRefused(() => decodeSdkMessage(v, type, false, damaged));
      }),
      { numRuns: 3000 },
    );
  });

  it('is survived as a stream, too', () => {
    fc.assert(
      fc.property(version, fc.uint8Array({ maxLength: 200 }), (v, stream) => {
        const decoder = new FrameDecoder(100);
        expectDecodedOrRefused(() =>
          decoder.push(stream, (type, isAckRequested, payload) =>
            decodeSdkMessage(v, type, isAckRequested, payload),
          ),
        );
      }),
      { numRuns: 1000 },
    );
  });

  const version = fc.constantFrom(5, 6, 7);

  /** Something that makes sense, or a type and a payload that need not fit. */
  const message = fc.oneof(
    fc.constantFrom(
      ...(
        [
          [0x0001, '2214120101220d0a010122060a020203280128042801'],
          [0x0001, '0a03010203120101'],
          [0x0002, '088304120462 6f6f6d1a026174 2002 2a0372756e 309108 40d00f 4801'.replaceAll(' ', '')],
          [0x0005, '08017a0708f40312027272'],
          [0x0006, '0a080a01011201012801'],
          [0x0401, '7a1108a2031204626f6f6d1a060a0161120131'],
          [0x0403, '0a01631a030a0133'],
          [0x0408, '72030a0163'],
          [0x040b, '0a01701a06080512026e6f5803'],
          [0x040c, '08b4f987e2a0345802'],
          [0x040d, '0a015312016822060a016b1201762a026b3132003a02733142016c50015802'],
          [0x040e, '0a0154120663616c6c65651a013720e7fd87e2a0342a080a03782d611201623a04696b2d315001'],
          [0x0410, '0a01781a036865792a060a0422796f22'],
          [0x0411, '580162057374657031'],
          [0x0412, '1a0f0a015312016b1a01682201692a01735804'],
          [0x0413, '22090a015712016b1a01735804'],
          [0x0414, '0a017812030a0131'],
        ] as const
      ).map(([type, hex]): [number, Uint8Array] => [type, bytes(hex)]),
    ),
    fc.tuple(fc.integer({ min: 0, max: 0x0420 }), fc.uint8Array({ maxLength: 40 })),
    fc.tuple(fc.integer({ min: 0, max: 0xffff }), fc.uint8Array({ maxLength: 40 })),
  );

  /** Cut the end off, change a byte, put one in, repeat everything. */
  const damage = fc
    .tuple(fc.nat(3), fc.nat(), fc.integer({ min: 0, max: 255 }))
    .map(([kind, at, byte]) => (payload: Uint8Array): Uint8Array => {
      const position = at % (payload.length + 1);
      const [before, after] = [payload.subarray(0, position), payload.subarray(position)];
      if (kind === 0) return before;
      if (kind === 1) return Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
      if (kind === 2) return Buffer.concat([before, Buffer.of(byte), after]);
      return Buffer.concat([payload, payload]);
    });
});

function expectDecodedOrRefused(attempt: () => unknown): void {
  const failure = failureOf(attempt);
  if (failure === undefined || isPerdureError(failure, 'DECODE_FAILED', 'MESSAGE_TOO_LARGE')) return;
  throw new Error('neither decoded nor refused', { cause: failure });
}

function failureOf(attempt: () => unknown): unknown {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A V7 suspension on completion 1 below `depth` nodes, built without recursion. */
function nestedSuspension(depth: number): Uint8Array {
  const parts: Uint8Array[] = [bytes('0a0101')];
  let size = 3;
  for (let level = 0; level < depth; level++) {
    const prefix = Buffer.from([0x22, ...varint(size)]);
    parts.push(prefix);
    size += prefix.length;
  }
  return Buffer.concat(parts.reverse());
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

function bytes(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}
