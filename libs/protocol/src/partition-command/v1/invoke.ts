import type { InvocationId, InvokeCommand } from '@perdure/model';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { writeOptionalText, writeOptionalUint, writeUnlessZero } from '../../parts/v1/fields.js';
import { readListener, writeListener } from '../../parts/v1/listener.js';
import { readReplyTo, writeReplyTo } from '../../parts/v1/reply-to.js';
import { defaultSource, readSource, writeSource } from '../../parts/v1/source.js';
import { readTarget, writeTarget } from '../../parts/v1/target.js';
import { readTrace, writeTrace } from '../../parts/v1/trace-context.js';
import type { CommandCodec } from './command-codec.js';

/**
 *      2 invocationId            string
 *      3 target                  message
 *      4 source                  message, absent for ingress
 *      5 retention.completionMs  uint
 *      6 retention.journalMs     uint
 *      7 idempotencyKey          string, optional
 *      8 limitKey                string, optional
 *      9 executeAtMs             uint, optional
 *     10 listener                message, optional
 *     11 replyTo                 message, optional
 *     13 trace                   message, optional, before the input
 *     12 input                   bytes, raw and last
 */
export const invokeCommand: CommandCodec<InvokeCommand> = {
  write(writer, command) {
    const { listener } = command;
    writer.string(2, command.invocationId);
    writer.message(3, (nested) => writeTarget(nested, command.target));
    writeSource(writer, 4, command.source);
    writeUnlessZero(writer, 5, command.retention.completionMs);
    writeUnlessZero(writer, 6, command.retention.journalMs);
    writeOptionalText(writer, 7, command.idempotencyKey);
    writeOptionalText(writer, 8, command.limitKey);
    writeOptionalUint(writer, 9, command.executeAtMs);
    if (listener !== undefined) writer.message(10, (nested) => writeListener(nested, listener));
    writeReplyTo(writer, 11, command.replyTo);
    writeTrace(writer, 13, command.trace);
    writer.bytes(12, command.input);
  },

  read(reader) {
    const retention = { completionMs: 0, journalMs: 0 };
    const command: Draft<InvokeCommand, 'invocationId' | 'target' | 'input'> = {
      kind: 'invoke',
      source: defaultSource,
      retention,
    };
    while (reader.next())
      switch (reader.field) {
        case 2:
          command.invocationId = reader.string() as InvocationId;
          break;
        case 3:
          command.target = readTarget(reader.message());
          break;
        case 4:
          command.source = readSource(reader.message());
          break;
        case 5:
          retention.completionMs = reader.uint();
          break;
        case 6:
          retention.journalMs = reader.uint();
          break;
        case 7:
          command.idempotencyKey = reader.string();
          break;
        case 8:
          command.limitKey = reader.string();
          break;
        case 9:
          command.executeAtMs = reader.uint();
          break;
        case 10:
          command.listener = readListener(reader.message());
          break;
        case 11:
          command.replyTo = readReplyTo(reader.message());
          break;
        case 12:
          command.input = reader.bytes();
          break;
        case 13:
          command.trace = readTrace(reader.message());
          break;
        default:
          reader.skip();
      }
    return completed('invoke command', command, 'invocationId', 'target', 'input');
  },
};
