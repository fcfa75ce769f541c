import type { Failure } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import type { Draft } from './draft.js';
import { writeOptionalText, writeUnlessZero } from './fields.js';

type MetadataEntry = readonly [key: string, value: string];

/**
 *     1 code        uint
 *     2 message     string
 *     3 metadata    message, optional: an empty list is something else than none
 *         1 entry   message, repeated: 1 key, 2 value
 *     4 stacktrace  string, optional
 */
export function writeFailure(writer: ProtoWriter, failure: Failure): void {
  const { metadata } = failure;
  writeUnlessZero(writer, 1, failure.code);
  writer.string(2, failure.message);
  if (metadata !== undefined)
    writer.message(3, (list) => {
      for (const [key, value] of metadata) list.message(1, (entry) => entry.string(1, key).string(2, value));
    });
  writeOptionalText(writer, 4, failure.stacktrace);
}

export function readFailure(reader: ProtoReader): Failure {
  const failure: Draft<Failure> = { code: 0, message: '' };
  while (reader.next())
    switch (reader.field) {
      case 1:
        failure.code = reader.uint();
        break;
      case 2:
        failure.message = reader.string();
        break;
      case 3:
        failure.metadata = readMetadata(reader.message());
        break;
      case 4:
        failure.stacktrace = reader.string();
        break;
      default:
        reader.skip();
    }
  return failure;
}

function readMetadata(reader: ProtoReader): MetadataEntry[] {
  const entries: MetadataEntry[] = [];
  while (reader.next())
    if (reader.field === 1) entries.push(readEntry(reader.message()));
    else reader.skip();
  return entries;
}

function readEntry(reader: ProtoReader): MetadataEntry {
  let key = '';
  let value = '';
  while (reader.next())
    if (reader.field === 1) key = reader.string();
    else if (reader.field === 2) value = reader.string();
    else reader.skip();
  return [key, value];
}
