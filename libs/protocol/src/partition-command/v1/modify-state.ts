import type { InstanceId, StateChange } from '@perdure/model';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { readStateChange, writeStateChange } from '../../parts/v1/state-change.js';
import type { CommandCodec, CommandsByKind } from './command-codec.js';

type ModifyStateCommand = CommandsByKind['modify-state'];

const nothing: StateChange = { newState: [] };

/**
 *     2 instance  string
 *     3 change    message
 */
export const modifyStateCommand: CommandCodec<ModifyStateCommand> = {
  write(writer, { instance, change }) {
    writer.string(2, instance);
    writer.message(3, (nested) => writeStateChange(nested, change));
  },

  read(reader) {
    const command: Draft<ModifyStateCommand, 'instance'> = { kind: 'modify-state', change: nothing };
    while (reader.next())
      if (reader.field === 2) command.instance = reader.string() as InstanceId;
      else if (reader.field === 3) command.change = readStateChange(reader.message());
      else reader.skip();
    return completed('modify-state command', command, 'instance');
  },
};
