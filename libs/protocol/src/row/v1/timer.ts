import type { InvocationId, TimerKind, TimerRow } from '@perdure/model';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { Enumeration } from '../../parts/v1/enumeration.js';
import { writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';

const timerKinds = new Enumeration<TimerKind>('timer kind', {
  sleep: 1,
  start: 2,
  retry: 3,
  purge: 4,
  'purge-journal': 5,
});

/**
 *     1 kind          number of the word
 *     2 invocationId  string
 *     3 dueAtMs       uint
 *     4 completionId  uint
 */
export const timerRow = fieldCodec<TimerRow>(
  'timer row',
  (writer, row) => {
    writer.uint(1, timerKinds.toNumber(row.kind)).string(2, row.invocationId);
    writeUnlessZero(writer, 3, row.dueAtMs);
    writeUnlessZero(writer, 4, row.completionId);
  },
  (reader) => {
    const row: Draft<TimerRow, 'kind' | 'invocationId'> = { dueAtMs: 0, completionId: 0 };
    while (reader.next())
      if (reader.field === 1) row.kind = timerKinds.fromNumber(reader.uint());
      else if (reader.field === 2) row.invocationId = reader.string() as InvocationId;
      else if (reader.field === 3) row.dueAtMs = reader.uint();
      else if (reader.field === 4) row.completionId = reader.uint();
      else reader.skip();
    return completed('timer row', row, 'kind', 'invocationId');
  },
);
