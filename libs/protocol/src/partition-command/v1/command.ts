import type { PartitionCommand, PartitionCommandKind } from '@perdure/model';
import { Enumeration } from '../../parts/v1/enumeration.js';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { attachCommand } from './attach.js';
import type { CommandCodec, CommandsByKind } from './command-codec.js';
import { getOutputCommand } from './get-output.js';
import { invokeCommand } from './invoke.js';
import { lifecycleCommand } from './lifecycle.js';
import { modifyStateCommand } from './modify-state.js';
import { notifyCommand } from './notify.js';
import { restartCommand } from './restart.js';
import { resumeCommand } from './resume.js';
import { signalCommand } from './signal.js';

/**
 * A command is written as fields of the message around it: its kind, then the fields of that kind to the end of the
 * message. It is no message of its own because an input can be large, and a nested message is moved once its length is
 * known. So a command comes last, and what its surroundings add uses {@link envelopeField}, written before the kind.
 */
export const kindField = 1;
export const envelopeField = 15;

const kinds = new Enumeration<PartitionCommandKind>('partition command', {
  invoke: 1,
  attach: 2,
  'get-output': 3,
  signal: 4,
  notify: 5,
  cancel: 6,
  kill: 7,
  purge: 8,
  'purge-journal': 9,
  pause: 10,
  resume: 11,
  'restart-as-new': 12,
  'modify-state': 13,
});

const codecs: { readonly [K in PartitionCommandKind]: CommandCodec<CommandsByKind[K]> } = {
  invoke: invokeCommand,
  attach: attachCommand,
  'get-output': getOutputCommand,
  signal: signalCommand,
  notify: notifyCommand,
  cancel: lifecycleCommand('cancel'),
  kill: lifecycleCommand('kill'),
  purge: lifecycleCommand('purge'),
  'purge-journal': lifecycleCommand('purge-journal'),
  pause: lifecycleCommand('pause'),
  resume: resumeCommand,
  'restart-as-new': restartCommand,
  'modify-state': modifyStateCommand,
};

export function writeCommand(writer: ProtoWriter, command: PartitionCommand): void {
  writer.uint(kindField, kinds.toNumber(command.kind));
  writeFields(writer, command.kind, command);
}

/** To be called at the kind field; consumes the reader to its end. */
export function readCommand(reader: ProtoReader): PartitionCommand {
  return codecs[kinds.fromNumber(reader.uint())].read(reader);
}

/** Ties the kind to the type of the command, which the union alone does not. */
function writeFields<K extends PartitionCommandKind>(
  writer: ProtoWriter,
  kind: K,
  command: CommandsByKind[K],
): void {
  codecs[kind].write(writer, command);
}
