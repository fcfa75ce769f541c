import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';

/** The layout Header and FailureMetadata share: 1 key, 2 value (both text; an empty one is left out). */
export function writeTextPair(writer: ProtoWriter, field: number, key: string, value: string): void {
  writer.message(field, (pair) => {
    if (key !== '') pair.string(1, key);
    if (value !== '') pair.string(2, value);
  });
}

export function readTextPair(reader: ProtoReader): [key: string, value: string] {
  let key = '';
  let value = '';
  for (const pair = reader.message(); pair.next();)
    switch (pair.field) {
      case 1:
        key = pair.string();
        break;
      case 2:
        value = pair.string();
        break;
      default:
        pair.skip();
    }
  return [key, value];
}
