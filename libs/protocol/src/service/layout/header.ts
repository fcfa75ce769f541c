import type { Header } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { readTextPair, writeTextPair } from './text-pair.js';

export function writeHeader(writer: ProtoWriter, field: number, header: Header): void {
  writeTextPair(writer, field, header.key, header.value);
}

export function readHeader(reader: ProtoReader): Header {
  const [key, value] = readTextPair(reader);
  return { key, value };
}
