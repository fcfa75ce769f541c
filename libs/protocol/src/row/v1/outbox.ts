import type { OutboxRow, PartitionCommand, PartitionId } from '@perdure/model';
import { present } from '../../parts/v1/draft.js';
import { writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';
import { envelopeField, kindField, readCommand, writeCommand } from '../../partition-command/v1/command.js';

/**
 *     15 partition         uint, before the command
 *     …  the command, with its kind first, to the end
 */
export const outboxRow = fieldCodec<OutboxRow>(
  'outbox row',
  (writer, row) => {
    writeUnlessZero(writer, envelopeField, row.partition);
    writeCommand(writer, row.command);
  },
  (reader) => {
    let partition = 0 as PartitionId;
    let command: PartitionCommand | undefined;
    while (reader.next())
      if (reader.field === envelopeField) partition = reader.uint() as PartitionId;
      else if (reader.field === kindField) command = readCommand(reader);
      else reader.skip();
    return { partition, command: present('outbox row', 'command', command) };
  },
);
