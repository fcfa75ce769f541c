import type { InvocationId, RestartCommand } from '@perdure/model';
import { readPin, writePin } from '../../parts/v1/deployment-pin.js';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { writeUnlessZero } from '../../parts/v1/fields.js';
import { readReplyTo, writeReplyTo } from '../../parts/v1/reply-to.js';
import type { CommandCodec } from './command-codec.js';

/**
 *     2 invocationId     string
 *     3 replyTo          message, optional
 *     4 newInvocationId  string
 *     5 lastEntry        uint
 *     6 pin              message, optional
 */
export const restartCommand: CommandCodec<RestartCommand> = {
  write(writer, command) {
    writer.string(2, command.invocationId);
    writeReplyTo(writer, 3, command.replyTo);
    writer.string(4, command.newInvocationId);
    writeUnlessZero(writer, 5, command.lastEntry);
    writePin(writer, 6, command.pin);
  },

  read(reader) {
    const command: Draft<RestartCommand, 'invocationId' | 'newInvocationId'> = {
      kind: 'restart-as-new',
      lastEntry: 0,
    };
    while (reader.next())
      if (reader.field === 2) command.invocationId = reader.string() as InvocationId;
      else if (reader.field === 3) command.replyTo = readReplyTo(reader.message());
      else if (reader.field === 4) command.newInvocationId = reader.string() as InvocationId;
      else if (reader.field === 5) command.lastEntry = reader.uint();
      else if (reader.field === 6) command.pin = readPin(reader.message());
      else reader.skip();
    return completed('restart-as-new command', command, 'invocationId', 'newInvocationId');
  },
};
