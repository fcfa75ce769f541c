import type { SignalId } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';

/**
 * A signal id takes two neighbouring fields of the message it is part of, exactly one of them present:
 *
 *     f     index  uint
 *     f+1   name   string
 */
export function writeSignalId(writer: ProtoWriter, field: number, signal: SignalId): void {
  if (signal.kind === 'index') writer.uint(field, signal.index);
  else writer.string(field + 1, signal.name);
}

/** Reads field `f`. */
export function readSignalIndex(reader: ProtoReader): SignalId {
  return { kind: 'index', index: reader.uint() };
}

/** Reads field `f+1`. */
export function readSignalName(reader: ProtoReader): SignalId {
  return { kind: 'name', name: reader.string() };
}
