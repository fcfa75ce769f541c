import type { CountersRow } from '@perdure/model';
import type { Draft } from '../../parts/v1/draft.js';
import { writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';

/**
 *     1 nextOutboxNumber  uint
 */
export const countersRow = fieldCodec<CountersRow>(
  'counters row',
  (writer, row) => writeUnlessZero(writer, 1, row.nextOutboxNumber),
  (reader) => {
    const row: Draft<CountersRow> = { nextOutboxNumber: 0 };
    while (reader.next())
      if (reader.field === 1) row.nextOutboxNumber = reader.uint();
      else reader.skip();
    return row;
  },
);
