import type { PartitionCommand, PartitionRecord } from '@perdure/model';
import { present, type Draft } from '../../parts/v1/draft.js';
import { fieldCodec } from '../../parts/v1/format.js';
import type { ProtoReader } from '../../wire/reader.js';
import { envelopeField, kindField, readCommand, writeCommand } from './command.js';

type Origin = NonNullable<PartitionRecord['origin']>;

/**
 *     15 origin       message, optional, before the command: 1 sender, 2 number
 *     …  the command, with its kind first, to the end
 */
const codec = fieldCodec<PartitionRecord>(
  'partition command',
  (writer, { origin, command }) => {
    if (origin !== undefined)
      writer.message(envelopeField, (nested) => nested.string(1, origin.sender).uint(2, origin.number));
    writeCommand(writer, command);
  },
  (reader) => {
    let origin: Origin | undefined;
    let command: PartitionCommand | undefined;
    while (reader.next())
      if (reader.field === envelopeField) origin = readOrigin(reader.message());
      else if (reader.field === kindField) command = readCommand(reader);
      else reader.skip();
    const known = present('partition record', 'command', command);
    return origin === undefined ? { command: known } : { command: known, origin };
  },
);

function readOrigin(reader: ProtoReader): Origin {
  const origin: Draft<Origin> = { sender: '', number: 0 };
  while (reader.next())
    if (reader.field === 1) origin.sender = reader.string();
    else if (reader.field === 2) origin.number = reader.uint();
    else reader.skip();
  return origin;
}

/** The bytes a command has on the log of its partition. */
export function encodePartitionRecord(record: PartitionRecord): Uint8Array {
  return codec.encode(record);
}

/**
 * The command in a record of the log; an input or value in it is a view into `bytes`. Throws
 * `STORE_FORMAT_UNSUPPORTED` when a newer release wrote it, `DECODE_FAILED` when the bytes are no command.
 */
export function decodePartitionRecord(bytes: Uint8Array): PartitionRecord {
  return codec.decode(bytes);
}
