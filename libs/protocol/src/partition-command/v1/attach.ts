import type { InvocationId } from '@perdure/model';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { readListener, writeListener } from '../../parts/v1/listener.js';
import { readReplyTo, writeReplyTo } from '../../parts/v1/reply-to.js';
import type { CommandCodec, CommandsByKind } from './command-codec.js';

type AttachCommand = CommandsByKind['attach'];

/**
 *     2 invocationId  string
 *     3 replyTo       message, optional
 *     4 listener      message
 */
export const attachCommand: CommandCodec<AttachCommand> = {
  write(writer, command) {
    writer.string(2, command.invocationId);
    writeReplyTo(writer, 3, command.replyTo);
    writer.message(4, (nested) => writeListener(nested, command.listener));
  },

  read(reader) {
    const command: Draft<AttachCommand, 'invocationId' | 'listener'> = { kind: 'attach' };
    while (reader.next())
      if (reader.field === 2) command.invocationId = reader.string() as InvocationId;
      else if (reader.field === 3) command.replyTo = readReplyTo(reader.message());
      else if (reader.field === 4) command.listener = readListener(reader.message());
      else reader.skip();
    return completed('attach command', command, 'invocationId', 'listener');
  },
};
