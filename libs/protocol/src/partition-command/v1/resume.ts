import type { DeploymentId, InvocationId } from '@perdure/model';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { writeOptionalText } from '../../parts/v1/fields.js';
import { readReplyTo, writeReplyTo } from '../../parts/v1/reply-to.js';
import type { CommandCodec, CommandsByKind } from './command-codec.js';

type ResumeCommand = CommandsByKind['resume'];

/**
 *     2 invocationId  string
 *     3 replyTo       message, optional
 *     4 deploymentId  string, optional
 */
export const resumeCommand: CommandCodec<ResumeCommand> = {
  write(writer, command) {
    writer.string(2, command.invocationId);
    writeReplyTo(writer, 3, command.replyTo);
    writeOptionalText(writer, 4, command.deploymentId);
  },

  read(reader) {
    const command: Draft<ResumeCommand, 'invocationId'> = { kind: 'resume' };
    while (reader.next())
      if (reader.field === 2) command.invocationId = reader.string() as InvocationId;
      else if (reader.field === 3) command.replyTo = readReplyTo(reader.message());
      else if (reader.field === 4) command.deploymentId = reader.string() as DeploymentId;
      else reader.skip();
    return completed('resume command', command, 'invocationId');
  },
};
