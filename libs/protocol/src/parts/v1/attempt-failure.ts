import type { AttemptFailure } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import type { Draft } from './draft.js';
import { writeOptionalText, writeOptionalUint, writeUnlessZero } from './fields.js';

/**
 *     1 code                 uint
 *     2 message              string
 *     3 stacktrace           string, optional
 *     4 relatedCommandIndex  uint, optional
 *     5 relatedCommandName   string, optional
 *     6 relatedCommandType   uint, optional
 */
export function writeAttemptFailure(writer: ProtoWriter, failure: AttemptFailure): void {
  writeUnlessZero(writer, 1, failure.code);
  writer.string(2, failure.message);
  writeOptionalText(writer, 3, failure.stacktrace);
  writeOptionalUint(writer, 4, failure.relatedCommandIndex);
  writeOptionalText(writer, 5, failure.relatedCommandName);
  writeOptionalUint(writer, 6, failure.relatedCommandType);
}

export function readAttemptFailure(reader: ProtoReader): AttemptFailure {
  const failure: Draft<AttemptFailure> = { code: 0, message: '' };
  while (reader.next())
    switch (reader.field) {
      case 1:
        failure.code = reader.uint();
        break;
      case 2:
        failure.message = reader.string();
        break;
      case 3:
        failure.stacktrace = reader.string();
        break;
      case 4:
        failure.relatedCommandIndex = reader.uint();
        break;
      case 5:
        failure.relatedCommandName = reader.string();
        break;
      case 6:
        failure.relatedCommandType = reader.uint();
        break;
      default:
        reader.skip();
    }
  return failure;
}
