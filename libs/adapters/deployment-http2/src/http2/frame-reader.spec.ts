import fc from 'fast-check';
import { FrameReader } from './frame-reader.js';
import { framePayloadBytesMax, FrameType } from './wire.js';
import { frameBytes } from '../testing/frames.js';

interface Seen {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: string;
}

function readerInto(seen: Seen[]): FrameReader {
  return new FrameReader({
    onFrame: (type, flags, streamId, bytes, start, end) =>
      seen.push({ type, flags, streamId, payload: bytes.toString('hex', start, end) }),
  });
}

describe('FrameReader', () => {
  const octet = fc.nat(255);
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 30 }),
    fc.constantFrom(framePayloadBytesMax, 5000).map((length) => new Uint8Array(length).fill(7)),
  );
  const frame = fc.record({ type: octet, flags: octet, streamId: fc.nat(2 ** 31 - 1), payload });

  test('finds the frames however the bytes are cut', () => {
    const cuts = fc.array(fc.nat(40_000), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), cuts, (frames, positions) => {
        const sent = [
          { type: FrameType.settings, flags: 0, streamId: 0, payload: new Uint8Array(0) },
          ...frames,
        ];
        const bytes = Buffer.concat(
          sent.map(({ type, flags, streamId, payload }) => frameBytes(type, flags, streamId, payload)),
        );
        const seen: Seen[] = [];
        const reader = readerInto(seen);
        let from = 0;
        for (const to of [...positions.sort((a, b) => a - b), bytes.length]) {
          reader.push(bytes.subarray(from, to));
          from = Math.min(to, bytes.length);
        }
        expect(seen).toEqual(
          sent.map((each) => ({ ...each, payload: Buffer.from(each.payload).toString('hex') })),
        );
      }),
    );
  });

  test('finds them byte by byte', () => {
    const bytes = Buffer.concat([
      frameBytes(4, 0, 0),
      frameBytes(0, 1, 3, Buffer.from('ab')),
      frameBytes(6, 0, 0),
    ]);
    const seen: Seen[] = [];
    const reader = readerInto(seen);
    for (const byte of bytes) reader.push(Buffer.of(byte));

    expect(seen.map(({ type, payload }) => `${type} ${payload}`)).toEqual(['4 ', '0 6162', '6 ']);
  });

  test('refuses a peer of another protocol by its first bytes, and a frame that is too long by its header', () => {
    const answer = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n');
    expect(() => readerInto([]).push(answer)).toThrow('does not speak HTTP/2: it begins with "HTTP/1.1 "');
    expect(() => readerInto([]).push(frameBytes(FrameType.ping, 0, 0, Buffer.alloc(8)))).toThrow(
      'does not speak HTTP/2',
    );

    const reader = readerInto([]);
    reader.push(frameBytes(FrameType.settings, 0, 0));
    const tooLong = frameBytes(FrameType.data, 0, 1, Buffer.alloc(framePayloadBytesMax + 1));
    expect(() => reader.push(tooLong.subarray(0, 9))).toThrow('exceeds the limit of 16384 bytes');
  });
});
