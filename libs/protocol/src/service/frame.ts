import type { Frame } from '@perdure/model';

/**
 * Frame header (service-protocol 3.1), big-endian:
 *
 *     0  u16  message type
 *     2  u16  flags: 0x8000 asks for an acknowledgement, the rest is reserved (write 0, ignore on read)
 *     4  u32  payload length, header not included
 */
export const frameHeaderBytes = 8;
export const requestedAckFlag = 0x8000;

export function encodeFrame(frame: Frame): Uint8Array {
  return encodeFrames([frame]);
}

/** All frames in one buffer, ready for one write. Flags are zero: the server asks for no acknowledgements. */
export function encodeFrames(frames: readonly Frame[]): Uint8Array {
  let size = 0;
  for (const { payload } of frames) size += frameHeaderBytes + payload.length;
  const bytes = Buffer.allocUnsafe(size);
  let position = 0;
  for (const { type, payload } of frames) {
    bytes.writeUInt16BE(type, position);
    bytes.writeUInt16BE(0, position + 2);
    bytes.writeUInt32BE(payload.length, position + 4);
    bytes.set(payload, position + frameHeaderBytes);
    position += frameHeaderBytes + payload.length;
  }
  return bytes;
}
