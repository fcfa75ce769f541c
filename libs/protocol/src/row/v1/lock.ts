import type { InvocationId, LockRow } from '@perdure/model';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';

/**
 *     1 holder     string
 *     2 inboxHead  uint
 *     3 inboxTail  uint
 */
export const lockRow = fieldCodec<LockRow>(
  'lock row',
  (writer, row) => {
    writer.string(1, row.holder);
    writeUnlessZero(writer, 2, row.inboxHead);
    writeUnlessZero(writer, 3, row.inboxTail);
  },
  (reader) => {
    const row: Draft<LockRow, 'holder'> = { inboxHead: 0, inboxTail: 0 };
    while (reader.next())
      if (reader.field === 1) row.holder = reader.string() as InvocationId;
      else if (reader.field === 2) row.inboxHead = reader.uint();
      else if (reader.field === 3) row.inboxTail = reader.uint();
      else reader.skip();
    return completed('lock row', row, 'holder');
  },
);
