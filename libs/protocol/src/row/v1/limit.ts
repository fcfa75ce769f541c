import type { InvocationId, LimitLane, LimitRow } from '@perdure/model';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { writeOptionalText, writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';

/**
 *     1 slotsTaken  uint
 *     2 resuming    message, optional
 *     3 starting    message, optional
 */
export const limitRow = fieldCodec<LimitRow>(
  'limit row',
  (writer, { slotsTaken, resuming, starting }) => {
    writeUnlessZero(writer, 1, slotsTaken);
    if (resuming !== undefined) writer.message(2, (nested) => writeLane(nested, resuming));
    if (starting !== undefined) writer.message(3, (nested) => writeLane(nested, starting));
  },
  (reader) => {
    const row: Draft<LimitRow> = { slotsTaken: 0 };
    while (reader.next())
      if (reader.field === 1) row.slotsTaken = reader.uint();
      else if (reader.field === 2) row.resuming = readLane(reader.message());
      else if (reader.field === 3) row.starting = readLane(reader.message());
      else reader.skip();
    return row;
  },
);

/**
 *     1 first       string
 *     2 last        string
 *     3 beforeLast  string, optional
 *     4 length      uint
 */
function writeLane(writer: ProtoWriter, { first, last, beforeLast, length }: LimitLane): void {
  writer.string(1, first).string(2, last);
  writeOptionalText(writer, 3, beforeLast);
  writeUnlessZero(writer, 4, length);
}

function readLane(reader: ProtoReader): LimitLane {
  const lane: Draft<LimitLane, 'first' | 'last'> = { length: 0 };
  while (reader.next())
    if (reader.field === 1) lane.first = reader.string() as InvocationId;
    else if (reader.field === 2) lane.last = reader.string() as InvocationId;
    else if (reader.field === 3) lane.beforeLast = reader.string() as InvocationId;
    else if (reader.field === 4) lane.length = reader.uint();
    else reader.skip();
  return completed('lane of a limit', lane, 'first', 'last');
}
