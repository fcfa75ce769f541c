import type { InvocationId, WaitingRow } from '@perdure/model';
import type { Draft } from '../../parts/v1/draft.js';
import { writeOptionalText } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';

/**
 *     1 previous  string, optional
 *     2 next      string, optional
 */
export const waitingRow = fieldCodec<WaitingRow>(
  'waiting row',
  (writer, { previous, next }) => {
    writeOptionalText(writer, 1, previous);
    writeOptionalText(writer, 2, next);
  },
  (reader) => {
    const row: Draft<WaitingRow> = {};
    while (reader.next())
      if (reader.field === 1) row.previous = reader.string() as InvocationId;
      else if (reader.field === 2) row.next = reader.string() as InvocationId;
      else reader.skip();
    return row;
  },
);
