import type { InvocationId } from '@perdure/model';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { readEntryStamp, writeEntryStamp } from '../../parts/v1/entry-stamp.js';
import { writeUnlessZero } from '../../parts/v1/fields.js';
import type { CommandCodec, CommandsByKind } from './command-codec.js';

type GetOutputCommand = CommandsByKind['get-output'];

/**
 *     2 invocationId  string
 *     3 requester     string
 *     4 completionId  uint
 *     5 askedBy       message, optional
 */
export const getOutputCommand: CommandCodec<GetOutputCommand> = {
  write(writer, command) {
    writer.string(2, command.invocationId).string(3, command.requester);
    writeUnlessZero(writer, 4, command.completionId);
    writeEntryStamp(writer, 5, command.askedBy);
  },

  read(reader) {
    const command: Draft<GetOutputCommand, 'invocationId' | 'requester'> = {
      kind: 'get-output',
      completionId: 0,
    };
    while (reader.next())
      if (reader.field === 2) command.invocationId = reader.string() as InvocationId;
      else if (reader.field === 3) command.requester = reader.string() as InvocationId;
      else if (reader.field === 4) command.completionId = reader.uint();
      else if (reader.field === 5) command.askedBy = readEntryStamp(reader.message());
      else reader.skip();
    return completed('get-output command', command, 'invocationId', 'requester');
  },
};
