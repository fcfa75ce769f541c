import { formatVersion, requireFormat, type Codec } from '../../parts/v1/format.js';

/** The format version, then the user's bytes as they are. */
export const stateRow: Codec<Uint8Array> = {
  encode(value) {
    const bytes = Buffer.allocUnsafe(1 + value.length);
    bytes[0] = formatVersion;
    bytes.set(value, 1);
    return bytes;
  },

  decode(bytes) {
    requireFormat('state row', bytes);
    return bytes.subarray(1);
  },
};
