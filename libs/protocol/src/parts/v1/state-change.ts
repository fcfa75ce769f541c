import type { StateChange } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import type { Draft } from './draft.js';
import { writeOptionalText } from './fields.js';

type Entry = StateChange['newState'][number];

/**
 *     1 newState         message, repeated: 1 name, 2 value
 *     2 expectedVersion  string, optional
 */
export function writeStateChange(writer: ProtoWriter, { newState, expectedVersion }: StateChange): void {
  for (const [name, value] of newState) writer.message(1, (nested) => nested.string(1, name).bytes(2, value));
  writeOptionalText(writer, 2, expectedVersion);
}

export function readStateChange(reader: ProtoReader): StateChange {
  const newState: Entry[] = [];
  const change: Draft<StateChange> = { newState };
  while (reader.next())
    if (reader.field === 1) newState.push(readEntry(reader.message()));
    else if (reader.field === 2) change.expectedVersion = reader.string();
    else reader.skip();
  return change;
}

function readEntry(reader: ProtoReader): Entry {
  let name = '';
  let value: Uint8Array = new Uint8Array();
  while (reader.next())
    if (reader.field === 1) name = reader.string();
    else if (reader.field === 2) value = reader.bytes();
    else reader.skip();
  return [name, value];
}
