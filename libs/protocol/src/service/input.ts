import type { Header } from '@perdure/model';
import { ProtoReader } from '../wire/reader.js';
import { ProtoWriter } from '../wire/writer.js';
import { readHeader, writeHeader } from './layout/header.js';
import { emptyContent, readValue, writeValue } from './layout/value.js';

/**
 * Payload of the Input command, the first entry of every journal: 1 headers, 14 value. The value is always there, even
 * around an empty body (service-protocol 5.1).
 */
export function encodeInputPayload(headers: readonly Header[], body: Uint8Array): Uint8Array {
  const writer = new ProtoWriter();
  for (const header of headers) writeHeader(writer, 1, header);
  writeValue(writer, 14, body);
  return writer.finish();
}

export function decodeInputPayload(payload: Uint8Array): { headers: Header[]; body: Uint8Array } {
  const headers: Header[] = [];
  let body: Uint8Array = emptyContent;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 1:
        headers.push(readHeader(reader));
        break;
      case 14:
        body = readValue(reader);
        break;
      default:
        reader.skip();
    }
  return { headers, body };
}
