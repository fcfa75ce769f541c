import { PerdureError, type JournalRow } from '@perdure/model';
import { formatVersion, requireFormat, type Codec } from '../../parts/v1/format.js';

/**
 * The most frequent and the largest row, so it has a layout of its own that costs one copy of the payload when written
 * and none when read:
 *
 *     offset  bytes
 *     0       1      format version
 *     1       1      length of the head that follows, at least 8; a later release may append to it
 *     2       2      message type, big-endian
 *     4       6      appendedAtMs, big-endian
 *     …              payload, to the end
 */
const prefixBytes = 2;
const headBytes = 8;
const typeOffset = prefixBytes;
const timeOffset = prefixBytes + 2;
const timeBytes = 6;

export const journalRow: Codec<JournalRow> = {
  encode({ frame, appendedAtMs }) {
    const bytes = Buffer.allocUnsafe(prefixBytes + headBytes + frame.payload.length);
    bytes[0] = formatVersion;
    bytes[1] = headBytes;
    bytes.writeUInt16BE(frame.type, typeOffset);
    bytes.writeUIntBE(appendedAtMs, timeOffset, timeBytes);
    bytes.set(frame.payload, prefixBytes + headBytes);
    return bytes;
  },

  decode(bytes) {
    requireFormat('journal row', bytes);
    const headLength = bytes[1] ?? 0;
    const payloadOffset = prefixBytes + headLength;
    if (headLength < headBytes || payloadOffset > bytes.length)
      throw new PerdureError('DECODE_FAILED', 'journal row is cut short');
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return {
      frame: { type: view.readUInt16BE(typeOffset), payload: view.subarray(payloadOffset) },
      appendedAtMs: view.readUIntBE(timeOffset, timeBytes),
    };
  },
};
