import type { Random } from '../harness/random.js';
import { corpusFor, endings } from './corpus.js';
import { encodeFrame, type Frame } from './frames.js';

const framesMax = 8;
const garbageBytesMax = 200;
const largePayloadBytes = 512 * 1024;

/** What a broken SDK might send: mostly frames that are right, some that are nearly so, some garbage, then an end or none. */
export function hostileResponse(random: Random, invocationId: string): Array<Uint8Array<ArrayBuffer>> {
  const corpus = corpusFor(invocationId);
  const chunks = Array.from({ length: random.between(0, framesMax) }, () =>
    hostileChunk(random, random.pick(corpus)),
  );
  if (random.next() < 0.7) chunks.push(hostileChunk(random, random.pick(endings)));
  return chunks;
}

function hostileChunk(random: Random, frame: Frame): Uint8Array<ArrayBuffer> {
  const flags = random.next() < 0.1 ? random.between(0, 0xffff) : 0;
  const roll = random.next();
  if (roll < 0.6) return encodeFrame({ ...frame, flags });
  if (roll < 0.75) return encodeFrame({ ...frame, flags, payload: mutated(random, frame.payload) });
  if (roll < 0.82) return encodeFrame({ ...frame, flags, type: random.between(0, 0xffff) });
  if (roll < 0.87) return encodeFrame(frame, lie(random, frame.payload.length));
  if (roll < 0.92) return encodeFrame(frame).subarray(0, random.between(0, 8 + frame.payload.length));
  if (roll < 0.96) return garbage(random, random.between(1, garbageBytesMax));
  // A field nobody knows, and a large one.
  const large = Buffer.concat([
    frame.payload,
    Buffer.from('fa7f808020', 'hex'),
    Buffer.alloc(largePayloadBytes),
  ]);
  return encodeFrame({ ...frame, flags, payload: large });
}

/** A few bytes changed, cut off, put in or said twice. */
function mutated(random: Random, payload: Uint8Array): Uint8Array {
  let bytes = Buffer.from(payload);
  for (let count = random.between(1, 3); count > 0; count--) {
    const at = random.between(0, bytes.length);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    const roll = random.next();
    if (roll < 0.5 && tail.length > 0) bytes[at] = random.between(0, 0xff);
    else if (roll < 0.7) bytes = Buffer.from(head);
    else if (roll < 0.9) bytes = Buffer.concat([head, garbage(random, random.between(1, 4)), tail]);
    else bytes = Buffer.concat([bytes, tail]);
  }
  return bytes;
}

/** A length that is not that of the payload: a little off, or beyond all bounds. */
function lie(random: Random, bytes: number): number {
  return random.next() < 0.5 ? bytes + random.between(1, 20) : random.between(0, 0xffffffff);
}

function garbage(random: Random, bytes: number): Buffer<ArrayBuffer> {
  return Buffer.from(Array.from({ length: bytes }, () => random.between(0, 0xff)));
}
