import { writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';

/**
 *     1 highest outbox number seen  uint
 */
export const receivedRow = fieldCodec<number>(
  'received row',
  (writer, number) => writeUnlessZero(writer, 1, number),
  (reader) => {
    let number = 0;
    while (reader.next())
      if (reader.field === 1) number = reader.uint();
      else reader.skip();
    return number;
  },
);
