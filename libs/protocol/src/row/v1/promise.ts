import type { InvocationId, PromiseRow } from '@perdure/model';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';
import { readFailureResult, readValueResult, writeResult } from '../../parts/v1/result.js';
import type { ProtoReader } from '../../wire/reader.js';

type PromiseListener = PromiseRow['listeners'][number];

/**
 *     1 result, 2 when a failure  bytes or message, optional
 *     3 listeners                 message, repeated: 1 invocationId, 2 completionId
 */
export const promiseRow = fieldCodec<PromiseRow>(
  'promise row',
  (writer, row) => {
    if (row.result !== undefined) writeResult(writer, 1, row.result);
    for (const listener of row.listeners)
      writer.message(3, (nested) => {
        nested.string(1, listener.invocationId);
        writeUnlessZero(nested, 2, listener.completionId);
      });
  },
  (reader) => {
    const listeners: PromiseListener[] = [];
    const row: Draft<PromiseRow> = { listeners };
    while (reader.next())
      if (reader.field === 1) row.result = readValueResult(reader);
      else if (reader.field === 2) row.result = readFailureResult(reader);
      else if (reader.field === 3) listeners.push(readPromiseListener(reader.message()));
      else reader.skip();
    return row;
  },
);

function readPromiseListener(reader: ProtoReader): PromiseListener {
  const listener: Draft<PromiseListener, 'invocationId'> = { completionId: 0 };
  while (reader.next())
    if (reader.field === 1) listener.invocationId = reader.string() as InvocationId;
    else if (reader.field === 2) listener.completionId = reader.uint();
    else reader.skip();
  return completed<PromiseListener, 'invocationId'>('promise listener', listener, 'invocationId');
}
