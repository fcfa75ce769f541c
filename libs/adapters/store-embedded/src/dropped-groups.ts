import type { PartitionId, Table } from '@perdure/model';
import type { Mutation } from '@perdure/ports';
import type { Database } from './database.js';
import { groupRange, tableNumberOf } from './keys.js';
import { tableNumbers } from './table-numbers.js';

interface DroppedGroup {
  readonly partition: PartitionId;
  readonly group: string;
  /** By number of a table that is dropped: the keys to delete. */
  readonly keys: Map<number, Uint8Array[]>;
}

/**
 * LevelDB cannot delete a range, so dropping a group deletes its keys one by one: those on the disk, found by a scan,
 * and those put earlier in the same batch. Batches are written one after another, so there are no others.
 */
export class DroppedGroups {
  private readonly groups = new Map<string, DroppedGroup>();

  /** The groups these writes drop; undefined when they drop none, which is the common case and costs nothing more. */
  static in(
    writes: Iterable<{ readonly partition: PartitionId; readonly mutations: readonly Mutation[] }>,
  ): DroppedGroups | undefined {
    let dropped: DroppedGroups | undefined;
    for (const { partition, mutations } of writes) {
      for (const mutation of mutations) {
        if (mutation.kind !== 'drop-group') continue;
        dropped ??= new DroppedGroups();
        dropped.add(partition, mutation.table, mutation.group);
      }
    }
    return dropped;
  }

  /** Finds the rows on the disk: one scan per group, however many of its tables are dropped. */
  async load(database: Pick<Database, 'keys'>): Promise<void> {
    await Promise.all([...this.groups.values()].map((dropped) => loadGroup(database, dropped)));
  }

  notePut(partition: PartitionId, table: Table, group: string, key: Uint8Array): void {
    this.keysOf(partition, table, group)?.push(key);
  }

  /** The keys to delete where the drop stands in the order of mutations. */
  take(partition: PartitionId, table: Table, group: string): Uint8Array[] {
    return this.keysOf(partition, table, group)?.splice(0) ?? [];
  }

  private add(partition: PartitionId, table: Table, group: string): void {
    const name = nameOf(partition, group);
    let dropped = this.groups.get(name);
    if (dropped === undefined) this.groups.set(name, (dropped = { partition, group, keys: new Map() }));
    if (!dropped.keys.has(tableNumbers[table])) dropped.keys.set(tableNumbers[table], []);
  }

  private keysOf(partition: PartitionId, table: Table, group: string): Uint8Array[] | undefined {
    return this.groups.get(nameOf(partition, group))?.keys.get(tableNumbers[table]);
  }
}

function nameOf(partition: PartitionId, group: string): string {
  return `${partition}/${group}`;
}

async function loadGroup(database: Pick<Database, 'keys'>, dropped: DroppedGroup): Promise<void> {
  const { partition, group, keys } = dropped;
  const tables = [...keys.keys()];
  const range = groupRange(partition, group, Math.min(...tables), Math.max(...tables));
  for (const key of await database.keys(range)) {
    const table = tableNumberOf(key, group);
    // Tables between two that are dropped are scanned, but kept.
    if (table !== undefined) keys.get(table)?.push(key);
  }
}
