import type { Frame } from '@perdure/model';
import { decodeText } from './frames.js';
import { WireFields } from './wire.js';

/** What a Start message tells the SDK (service-protocol 3.3). */
export interface AttemptStart {
  readonly invocationId: string;
  /** Journal entries that follow. */
  readonly knownEntries: number;
  readonly state: ReadonlyMap<string, string>;
  /** There may be more state than that. */
  readonly isStatePartial: boolean;
  readonly key: string;
}

export function decodeStart({ payload }: Frame): AttemptStart {
  const fields = new WireFields(payload);
  const textOf = (bytes: Uint8Array | undefined): string => (bytes === undefined ? '' : decodeText(bytes));
  return {
    invocationId: textOf(fields.bytes(2)),
    knownEntries: fields.number(3),
    state: new Map(
      fields.allBytes(4).map((entry) => {
        const pair = new WireFields(entry);
        return [textOf(pair.bytes(1)), textOf(pair.bytes(2))];
      }),
    ),
    isStatePartial: fields.number(5) === 1,
    key: textOf(fields.bytes(6)),
  };
}
