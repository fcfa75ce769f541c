import type { CountersRow, Epoch } from '@perdure/model';
import type { Draft } from '../../parts/v1/draft.js';
import { writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';

/**
 *     1 nextOutboxNumber  uint
 *     2 epoch             uint, optional
 */
export const countersRow = fieldCodec<CountersRow>(
  'counters row',
  (writer, { nextOutboxNumber, epoch }) => {
    writeUnlessZero(writer, 1, nextOutboxNumber);
    if (epoch !== undefined) writer.uint(2, epoch);
  },
  (reader) => {
    const row: Draft<CountersRow> = { nextOutboxNumber: 0 };
    while (reader.next())
      if (reader.field === 1) row.nextOutboxNumber = reader.uint();
      else if (reader.field === 2) row.epoch = reader.uint() as Epoch;
      else reader.skip();
    return row;
  },
);
