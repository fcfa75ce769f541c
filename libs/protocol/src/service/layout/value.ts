import type { ProtoReader } from '../../wire/reader.js';
import { bytesFieldLength, type ProtoWriter } from '../../wire/writer.js';

/** Value: 1 content (bytes). An empty content is left out, so that an empty value is a tag and length 0. */
export function writeValue(writer: ProtoWriter, field: number, content: Uint8Array): void {
  if (content.length === 0) writer.sizedMessage(field, 0, writeNothing);
  else writer.sizedMessage(field, bytesFieldLength(content.length), (value) => value.bytes(1, content));
}

/** Void: no fields; its presence is what it says. */
export function writeVoid(writer: ProtoWriter, field: number): void {
  writer.sizedMessage(field, 0, writeNothing);
}

export function readValue(reader: ProtoReader): Uint8Array {
  let content: Uint8Array = emptyContent;
  for (const value = reader.message(); value.next();)
    if (value.field === 1) content = value.bytes();
    else value.skip();
  return content;
}

export const emptyContent = new Uint8Array(0);

function writeNothing(): void {
  // An empty message has no fields.
}
