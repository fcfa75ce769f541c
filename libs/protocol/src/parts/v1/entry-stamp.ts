import type { EntryStamp } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { writeUnlessZero } from './fields.js';

/**
 * Written as a message of its own when there is one.
 *
 *     1 index         uint
 *     2 appendedAtMs  uint
 */
export function writeEntryStamp(writer: ProtoWriter, field: number, stamp: EntryStamp | undefined): void {
  if (stamp === undefined) return;
  writer.message(field, (nested) => {
    writeUnlessZero(nested, 1, stamp.index);
    writeUnlessZero(nested, 2, stamp.appendedAtMs);
  });
}

export function readEntryStamp(reader: ProtoReader): EntryStamp {
  let index = 0;
  let appendedAtMs = 0;
  while (reader.next())
    if (reader.field === 1) index = reader.uint();
    else if (reader.field === 2) appendedAtMs = reader.uint();
    else reader.skip();
  return { index, appendedAtMs };
}
