import type { Epoch, LogOffset, PartitionId, RowKey, Table } from '@perdure/model';
import type { Mutation, PartitionPosition, ScanOptions, StoredRow } from '@perdure/ports';

/** One partition as a disk would hold it. */
export interface PartitionData {
  position: PartitionPosition;
  /** Epoch of the last commit, 0 before the first. */
  committedBy: Epoch;
  /** By table and group, then by member. */
  readonly groups: Map<string, Map<string, Uint8Array>>;
}

/** What outlives a {@link MemoryStateStore}: give it to another one, and that is the store after a restart. */
export class MemoryStoreData {
  private readonly partitions = new Map<PartitionId, PartitionData>();

  partition(id: PartitionId): PartitionData {
    let data = this.partitions.get(id);
    if (data === undefined) {
      const position = {
        epoch: 0 as Epoch,
        sequence: 0,
        appliedOffset: undefined as LogOffset | undefined,
      };
      data = { position, committedBy: 0 as Epoch, groups: new Map() };
      this.partitions.set(id, data);
    }
    return data;
  }

  copy(): MemoryStoreData {
    const copy = new MemoryStoreData();
    for (const [id, { position, committedBy, groups }] of this.partitions) {
      // Values are never changed in place, so they need no copy.
      const ownGroups = new Map([...groups].map(([name, rows]) => [name, new Map(rows)]));
      copy.partitions.set(id, { position, committedBy, groups: ownGroups });
    }
    return copy;
  }

  get(partition: PartitionId, key: RowKey): Uint8Array | undefined {
    return this.partition(partition).groups.get(groupName(key.table, key.group))?.get(key.member);
  }

  scan(partition: PartitionId, table: Table, group: string, options: ScanOptions): StoredRow[] {
    const { after, before, limit, isDescending = false } = options;
    const rows =
      this.partition(partition).groups.get(groupName(table, group)) ?? new Map<string, Uint8Array>();
    return [...rows]
      .filter(([member]) => after === undefined || compareUtf8(member, after) > 0)
      .filter(([member]) => before === undefined || compareUtf8(member, before) < 0)
      .sort(([left], [right]) => (isDescending ? compareUtf8(right, left) : compareUtf8(left, right)))
      .slice(0, limit)
      .map(([member, value]) => ({ member, value }));
  }

  apply(partition: PartitionId, mutation: Mutation): void {
    const { groups } = this.partition(partition);
    switch (mutation.kind) {
      case 'put': {
        const { table, group, member } = mutation.key;
        const name = groupName(table, group);
        const rows = groups.get(name) ?? new Map<string, Uint8Array>();
        groups.set(name, rows.set(member, Uint8Array.from(mutation.value)));
        return;
      }
      case 'delete':
        groups.get(groupName(mutation.key.table, mutation.key.group))?.delete(mutation.key.member);
        return;
      case 'drop-group':
        groups.delete(groupName(mutation.table, mutation.group));
        return;
    }
  }
}

function groupName(table: Table, group: string): string {
  return `${table}/${group}`;
}

function compareUtf8(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
