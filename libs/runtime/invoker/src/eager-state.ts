import type { InstanceId, PartitionId } from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';
import { rowPages } from './row-pages.js';

/** Object state as Start carries it. */
export interface EagerState {
  readonly entries: ReadonlyArray<readonly [name: string, value: Uint8Array]>;
  /** The SDK must ask for what it does not find here. */
  readonly isPartial: boolean;
}

/** For plain services, which have no state, and for handlers that load it lazily (service-protocol 4.10). */
export const noEagerState: EagerState = { entries: [], isPartial: true };

/** The state of an instance, up to `bytesMax` of names and values together: the prefix that fits. */
export async function readEagerState(
  reader: StateReader,
  partition: PartitionId,
  instance: InstanceId,
  bytesMax: number,
): Promise<EagerState> {
  const entries: Array<readonly [string, Uint8Array]> = [];
  let bytes = 0;
  for await (const page of rowPages(reader, partition, 'state', instance, Number.MAX_SAFE_INTEGER)) {
    for (const { member, value: stored } of page) {
      const value = decodeRow('state', stored);
      bytes += Buffer.byteLength(member) + value.length;
      if (bytes > bytesMax) return { entries, isPartial: true };
      entries.push([member, value]);
    }
  }
  return { entries, isPartial: false };
}

/** The same of a state that is in memory. */
export function eagerStateOf(state: ReadonlyMap<string, Uint8Array>, bytesMax: number): EagerState {
  const entries: Array<readonly [string, Uint8Array]> = [];
  let bytes = 0;
  for (const entry of state) {
    bytes += Buffer.byteLength(entry[0]) + entry[1].length;
    if (bytes > bytesMax) return { entries, isPartial: true };
    entries.push(entry);
  }
  return { entries, isPartial: false };
}
