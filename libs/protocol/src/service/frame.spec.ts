import type { Frame } from '@perdure/model';
import { FrameDecoder } from './frame-decoder.js';
import { encodeFrame, encodeFrames } from './frame.js';

const limit = 100;

describe('frames', () => {
  it('are written with their type, no flags and their length', () => {
    expect(hex(encodeFrame({ type: 0xfbff, payload: Buffer.from('10012200', 'hex') }))).toBe(
      'fbff00000000000410012200',
    );
    expect(hex(encodeFrames([run, end]))).toBe('0411000000000003616263' + '0003000000000000');
    expect(encodeFrames([])).toHaveLength(0);
  });

  it('are found again wherever the stream is cut in three', () => {
    const stream = encodeFrames([run, end, run, end, { type: 0x0401, payload: Buffer.alloc(40, 7) }]);
    const whole = decode(stream);
    expect(whole.map(({ type, payload }) => [type, payload.length])).toEqual([
      [0x0411, 3],
      [0x0003, 0],
      [0x0411, 3],
      [0x0003, 0],
      [0x0401, 40],
    ]);

    for (let first = 0; first <= stream.length; first++)
      for (let second = first; second <= stream.length; second++)
        expect(
          decode(stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)),
        ).toEqual(whole);
  });

  it('say whether an acknowledgement is asked for, whatever the reserved bits hold', () => {
    const flags = ['0000', '8000', '7fff', 'ffff'].map((bits) => {
      const asked: boolean[] = [];
      new FrameDecoder(limit).push(Buffer.from(`0411${bits}00000000`, 'hex'), (_, isAckRequested) =>
        asked.push(isAckRequested),
      );
      return asked;
    });

    expect(flags).toEqual([[false], [true], [false], [true]]);
  });

  it('hand out payloads that outlive the chunk they came in', () => {
    const chunk = Buffer.from(encodeFrame(run));

    const [frame] = decode(chunk);
    chunk.fill(0);

    expect(hex(frame!.payload)).toBe('616263');
    expect(frame!.payload.buffer.byteLength).toBe(3);
  });

  it('are refused by their header alone when they are longer than the limit', () => {
    expect(announce('00000064')).toBeUndefined();
    expect(announce('00000065')).toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      message: 'setStateCommand message of 101 bytes exceeds the limit of 100 bytes',
    });
    expect(announce('ffffffff')).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });

    function announce(length: string): unknown {
      const decoder = new FrameDecoder(limit);
      return failureOf(() => decoder.push(Buffer.from(`04030000${length}`, 'hex'), () => undefined));
    }
  });

  it('end a stream well only at a boundary', () => {
    const stream = encodeFrames([run, end]);
    const isBoundary = Array.from({ length: stream.length + 1 }, (_, length) => {
      const decoder = new FrameDecoder(limit);
      decoder.push(stream.subarray(0, length), () => undefined);
      return decoder.isAtBoundary;
    });

    const boundaries = isBoundary.flatMap((claim, length) => (claim ? [length] : []));
    expect(boundaries).toEqual([0, 11, 19]);
  });
});

const run: Frame = { type: 0x0411, payload: new Uint8Array([0x61, 0x62, 0x63]) };
const end: Frame = { type: 0x0003, payload: new Uint8Array(0) };

function decode(...chunks: Uint8Array[]): Frame[] {
  const decoder = new FrameDecoder(limit);
  const frames: Frame[] = [];
  for (const chunk of chunks) decoder.push(chunk, (type, _, payload) => frames.push({ type, payload }));
  return frames;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function failureOf(attempt: () => unknown): unknown {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error;
  }
}
