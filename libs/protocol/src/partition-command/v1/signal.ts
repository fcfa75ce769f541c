import type { InvocationId } from '@perdure/model';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { readFailureResult, readValueResult, writeSignalResult } from '../../parts/v1/result.js';
import { readSignalIndex, readSignalName, writeSignalId } from '../../parts/v1/signal-id.js';
import type { CommandCodec, CommandsByKind } from './command-codec.js';

type SignalCommand = CommandsByKind['signal'];

/**
 *     2 invocationId              string
 *     3 signal, 4 when named      uint or string
 *     5 result, 6 when a failure  bytes or message, absent when void
 */
export const signalCommand: CommandCodec<SignalCommand> = {
  write(writer, command) {
    writer.string(2, command.invocationId);
    writeSignalId(writer, 3, command.signal);
    writeSignalResult(writer, 5, command.result);
  },

  read(reader) {
    const command: Draft<SignalCommand, 'invocationId' | 'signal'> = {
      kind: 'signal',
      result: { kind: 'void' },
    };
    while (reader.next())
      switch (reader.field) {
        case 2:
          command.invocationId = reader.string() as InvocationId;
          break;
        case 3:
          command.signal = readSignalIndex(reader);
          break;
        case 4:
          command.signal = readSignalName(reader);
          break;
        case 5:
          command.result = readValueResult(reader);
          break;
        case 6:
          command.result = readFailureResult(reader);
          break;
        default:
          reader.skip();
      }
    return completed('signal command', command, 'invocationId', 'signal');
  },
};
