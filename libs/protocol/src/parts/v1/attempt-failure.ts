import { attemptFailureCodes, type AttemptFailure } from '@perdure/model';
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
 *     7 restateCode          string, optional
 */
export function writeAttemptFailure(writer: ProtoWriter, failure: AttemptFailure): void {
  writeUnlessZero(writer, 1, failure.code);
  writer.string(2, failure.message);
  writeOptionalText(writer, 3, failure.stacktrace);
  writeOptionalUint(writer, 4, failure.relatedCommandIndex);
  writeOptionalText(writer, 5, failure.relatedCommandName);
  writeOptionalUint(writer, 6, failure.relatedCommandType);
  writeOptionalText(writer, 7, failure.restateCode);
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
      case 7: {
        const code = reader.string();
        // A code of a newer version is for display only: not worth a row that cannot be read.
        const known = attemptFailureCodes.find((each) => each === code);
        if (known !== undefined) failure.restateCode = known;
        break;
      }
      default:
        reader.skip();
    }
  return failure;
}
