import type { InvocationId } from '@perdure/model';
import { present } from '../../parts/v1/draft.js';
import { fieldCodec } from '../../parts/v1/format.js';

/**
 *     1 invocationId  string
 */
export const inboxRow = fieldCodec<InvocationId>(
  'inbox row',
  (writer, invocationId) => writer.string(1, invocationId),
  (reader) => {
    let invocationId: InvocationId | undefined;
    while (reader.next())
      if (reader.field === 1) invocationId = reader.string() as InvocationId;
      else reader.skip();
    return present('inbox row', 'invocationId', invocationId);
  },
);
