import { PerdureError } from '@perdure/model';
import { ProtoReader } from '../../wire/reader.js';
import { ProtoWriter } from '../../wire/writer.js';

/** Leading byte of everything this folder's layouts are stored as. */
export const formatVersion = 1;

/** One value as stored bytes: the format version, then protobuf fields. Unknown fields are skipped. */
export interface Codec<T> {
  encode(value: T): Uint8Array;
  /** Views into `bytes` may be part of the result. Throws `STORE_FORMAT_UNSUPPORTED` and `DECODE_FAILED`. */
  decode(bytes: Uint8Array): T;
}

/** The codec of a value that is nothing but fields. `read` consumes the reader to its end. */
export function fieldCodec<T>(
  what: string,
  write: (writer: ProtoWriter, value: T) => void,
  read: (reader: ProtoReader) => T,
): Codec<T> {
  return {
    encode(value) {
      const writer = new ProtoWriter().byte(formatVersion);
      write(writer, value);
      return writer.finish();
    },
    decode(bytes) {
      requireFormat(what, bytes);
      return read(new ProtoReader(bytes, 1));
    },
  };
}

/** Checks the leading byte. */
export function requireFormat(what: string, bytes: Uint8Array): void {
  const version = bytes[0];
  if (version === formatVersion) return;
  if (version === undefined) throw new PerdureError('DECODE_FAILED', `${what} is empty`);
  throw new PerdureError(
    'STORE_FORMAT_UNSUPPORTED',
    `${what} has format ${String(version)}, and this release reads format ${String(formatVersion)} only: ` +
      'run the Perdure release that wrote it, or a later one',
    { details: { version, supported: formatVersion } },
  );
}
