import type { Random } from '../chance/random.js';

/** RFC 9113 3.4 */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

const type = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  promise: 5,
  ping: 6,
  goAway: 7,
  window: 8,
  continuation: 9,
} as const;
const flag = { endStream: 1, endHeaders: 4, padded: 8 } as const;

/** `GET /` by indexes of the static table (RFC 7541 appendix A), scheme http, and an authority. */
const headerBlock = Buffer.from([0x82, 0x84, 0x86, 0x41, 0x04, ...Buffer.from('fuzz')]);

/** RFC 9113 4.1: length, type, flags, stream id, payload. */
function frame(
  kind: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
  length = payload.length,
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head.writeUInt8(kind, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream >>> 0, 5);
  return Buffer.concat([head, payload]);
}

const many = (count: number, each: (index: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_none, index) => each(index)));

/** Attacks on servers that have names, and frames that make no sense. */
const storms: Readonly<Record<string, (random: Random) => Buffer>> = {
  'rapid reset': () =>
    many(2000, (index) =>
      Buffer.concat([
        frame(type.headers, flag.endStream | flag.endHeaders, 2 * index + 1, headerBlock),
        frame(type.reset, 0, 2 * index + 1, Buffer.alloc(4, 8)),
      ]),
    ),
  'too many streams': () =>
    many(1000, (index) => frame(type.headers, flag.endHeaders, 2 * index + 1, headerBlock)),
  'ping flood': () => many(5000, () => frame(type.ping, 0, 0, Buffer.alloc(8))),
  'settings flood': () => many(3000, () => frame(type.settings, 0, 0, Buffer.from([0, 4, 0, 0, 0, 0]))),
  'continuation without end': () =>
    Buffer.concat([
      frame(type.headers, 0, 1, headerBlock),
      many(300, () => frame(type.continuation, 0, 1, literalHeader('x'.repeat(100), 'y'.repeat(1000)))),
    ]),
  'header block bomb': () =>
    many(50, (index) => {
      const repeated = Buffer.alloc(8000, 0xbe);
      return frame(
        type.headers,
        flag.endStream | flag.endHeaders,
        2 * index + 1,
        Buffer.concat([headerBlock, literalHeader('x', 'y'.repeat(3000)), repeated]),
      );
    }),
  'window overflow': () => many(10, () => frame(type.window, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff]))),
  'window of nothing': () => frame(type.window, 0, 1, Buffer.alloc(4)),
  'data without stream': (random) =>
    many(20, () => frame(type.data, random.below(256), random.below(8), random.bytes(100))),
  'a promise from a client': () =>
    frame(type.promise, flag.endHeaders, 1, Buffer.concat([Buffer.from([0, 0, 0, 2]), headerBlock])),
  'padding beyond the frame': () =>
    frame(type.headers, flag.endHeaders | flag.padded, 1, Buffer.concat([Buffer.from([255]), headerBlock])),
  'a broken header block': (random) =>
    frame(type.headers, flag.endStream | flag.endHeaders, 1, random.bytes(random.between(1, 200))),
  'a frame of 16 MB that ends early': () => frame(type.data, 0, 1, Buffer.alloc(2000), 0xff_ffff),
  'good bye and on': () =>
    Buffer.concat([
      frame(type.goAway, 0, 0, Buffer.alloc(8)),
      frame(type.headers, flag.endStream | flag.endHeaders, 1, headerBlock),
    ]),
  'one byte of data at a time': () =>
    Buffer.concat([
      frame(type.headers, flag.endHeaders, 1, headerBlock),
      many(5000, () => frame(type.data, 0, 1, Buffer.alloc(1))),
    ]),
  'empty data without end': () =>
    Buffer.concat([
      frame(type.headers, flag.endHeaders, 1, headerBlock),
      many(5000, () => frame(type.data, 0, 1)),
    ]),
  'any frames': (random) =>
    many(random.between(1, 60), () =>
      frame(random.below(12), random.below(256), random.below(10), random.bytes(random.below(60))),
    ),
  'any bytes': (random) => random.bytes(random.between(1, 400)),
};

export interface Storm {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What an HTTP/2 client that means no good sends, after a proper beginning. */
export function storm(random: Random): Storm {
  const name = random.pick(Object.keys(storms)) ?? 'any bytes';
  const bytes = storms[name]?.(random) ?? Buffer.alloc(0);
  const cut = random.chance(0.2) ? random.below(bytes.length) : bytes.length;
  return { name, bytes: Buffer.concat([preface, frame(type.settings, 0, 0), bytes.subarray(0, cut)]) };
}

/** RFC 7541 6.2.1, with lengths below 2^14 */
function literalHeader(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0x40]), text(name), text(value)]);
}

function text(value: string): Buffer {
  const { length } = value;
  const head = length < 127 ? [length] : [127, ((length - 127) & 0x7f) | 0x80, (length - 127) >> 7];
  return Buffer.concat([Buffer.from(head), Buffer.from(value, 'latin1')]);
}
