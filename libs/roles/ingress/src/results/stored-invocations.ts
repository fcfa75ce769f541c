import {
  type InvocationId,
  invocationKey,
  type InvocationRow,
  type PartitionId,
  partitionOf,
  type Result,
} from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';

/** What partition owners have committed about invocations. */
export class StoredInvocations {
  constructor(
    private readonly reader: StateReader,
    private readonly partitionCount: number,
  ) {}

  /** Rejects with `STORE_UNAVAILABLE`. */
  async read(id: InvocationId): Promise<InvocationRow | undefined> {
    const { reader } = this;
    const partition = partitionOf(id, this.partitionCount);
    const key = invocationKey(id);
    const bytes =
      reader.getSync === undefined ? await reader.get(partition, key) : reader.getSync(partition, key);
    return bytes === undefined ? undefined : decodeRow('invocation', bytes);
  }

  /** The same for many, in the same order; one read per partition. */
  async readMany(ids: readonly InvocationId[]): Promise<Array<InvocationRow | undefined>> {
    const rows = new Array<InvocationRow | undefined>(ids.length);
    for (const [partition, wanted] of this.byPartition(ids)) {
      const keys = wanted.map(({ id }) => invocationKey(id));
      const values = await this.reader.getMany(partition, keys);
      wanted.forEach(({ index }, i) => {
        const bytes = values[i];
        if (bytes !== undefined) rows[index] = decodeRow('invocation', bytes);
      });
    }
    return rows;
  }

  private byPartition(
    ids: readonly InvocationId[],
  ): Map<PartitionId, Array<{ id: InvocationId; index: number }>> {
    const groups = new Map<PartitionId, Array<{ id: InvocationId; index: number }>>();
    ids.forEach((id, index) => {
      const partition = partitionOf(id, this.partitionCount);
      const group = groups.get(partition) ?? [];
      group.push({ id, index });
      groups.set(partition, group);
    });
    return groups;
  }
}

/** A result that is stored, and until when. */
export interface StoredResult {
  readonly result: Result;
  readonly expiresAtMs: number;
}

/** Undefined while the invocation is not complete. */
export function storedResult(row: InvocationRow): StoredResult | undefined {
  if (row.status !== 'completed' || row.result === undefined) return undefined;
  return {
    result: row.result,
    expiresAtMs: (row.completedAtMs ?? row.modifiedAtMs) + row.retention.completionMs,
  };
}
