import type { NotificationRow } from '@perdure/model';
import type { Draft } from '../../parts/v1/draft.js';
import { writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';

/**
 *     1 journalIndex  uint
 *     2 isFailure     bool, written when true
 */
export const notificationRow = fieldCodec<NotificationRow>(
  'notification row',
  (writer, row) => {
    writeUnlessZero(writer, 1, row.journalIndex);
    if (row.isFailure) writer.bool(2, true);
  },
  (reader) => {
    const row: Draft<NotificationRow> = { journalIndex: 0, isFailure: false };
    while (reader.next())
      if (reader.field === 1) row.journalIndex = reader.uint();
      else if (reader.field === 2) row.isFailure = reader.bool();
      else reader.skip();
    return row;
  },
);
