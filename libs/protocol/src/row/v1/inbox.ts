import type { InboxRow, InvocationId } from '@perdure/model';
import { present } from '../../parts/v1/draft.js';
import { fieldCodec } from '../../parts/v1/format.js';
import { readStateChange, writeStateChange } from '../../parts/v1/state-change.js';

/**
 * One of:
 *
 *     1 invocationId  string
 *     2 change        message
 */
export const inboxRow = fieldCodec<InboxRow>(
  'inbox row',
  (writer, row) => {
    if (typeof row === 'string') writer.string(1, row);
    else writer.message(2, (nested) => writeStateChange(nested, row));
  },
  (reader) => {
    let row: InboxRow | undefined;
    while (reader.next())
      if (reader.field === 1) row = reader.string() as InvocationId;
      else if (reader.field === 2) row = readStateChange(reader.message());
      else reader.skip();
    return present('inbox row', 'invocationId or change', row);
  },
);
