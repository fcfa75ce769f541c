import type { PartitionCommand, PartitionCommandKind } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';

export type CommandsByKind = {
  readonly [K in PartitionCommandKind]: Extract<PartitionCommand, { readonly kind: K }>;
};

/** The fields of one kind of command, numbered 2 to 14 and from 16. */
export interface CommandCodec<Command> {
  write(writer: ProtoWriter, command: Command): void;
  /** Consumes the reader to its end. */
  read(reader: ProtoReader): Command;
}
