/** One protocol message, as bytes know it: 16 bits of type, 16 of flags, 32 of length, the payload. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

export const frameType = {
  start: 0x0000,
  end: 0x0003,
  input: 0x0400,
  output: 0x0401,
} as const;

const headerBytes = 8;

/** @param announcedBytes what the header says of the length, if not the truth */
export function encodeFrame(
  { type, flags, payload }: Frame,
  announcedBytes = payload.length,
): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.alloc(headerBytes + payload.length);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(flags, 2);
  bytes.writeUInt32BE(announcedBytes, 4);
  bytes.set(payload, headerBytes);
  return bytes;
}

export function isCommand({ type }: Frame): boolean {
  return type >= 0x0400 && type < 0x8000;
}

/** Whole frames at the beginning of the bytes, and what is left of them. */
export function splitFrames(bytes: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let position = 0;
  while (bytes.length - position >= headerBytes) {
    const end = position + headerBytes + bytes.readUInt32BE(position + 4);
    if (end > bytes.length) break;
    frames.push({
      type: bytes.readUInt16BE(position),
      flags: bytes.readUInt16BE(position + 2),
      payload: bytes.subarray(position + headerBytes, end),
    });
    position = end;
  }
  return { frames, rest: bytes.subarray(position) };
}

/** Field 3 of a Start message, a number behind the fields 1 and 2, which have one byte of length each. */
export function knownEntriesOf({ payload }: Frame): number {
  let position = 0;
  for (let field = 1; field <= 2; field++) position += 2 + (payload[position + 1] ?? 0);
  let value = 0;
  for (let factor = 1; ; factor *= 0x80) {
    const byte = payload[++position] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
  }
}
