import type { InvocationStatus } from '@perdure/model';
import { present } from '../../parts/v1/draft.js';
import { fieldCodec } from '../../parts/v1/format.js';
import { invocationStatuses } from '../../parts/v1/status.js';

/**
 *     1 status  number of the word
 */
export const activeRow = fieldCodec<InvocationStatus>(
  'active row',
  (writer, status) => writer.uint(1, invocationStatuses.toNumber(status)),
  (reader) => {
    let status: InvocationStatus | undefined;
    while (reader.next())
      if (reader.field === 1) status = invocationStatuses.fromNumber(reader.uint());
      else reader.skip();
    return present('active row', 'status', status);
  },
);
