import type { PartitionView, RowChange } from '@perdure/engine';
import type { RowKey, RowTypes, Table } from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow, encodeRow } from '@perdure/protocol';
import type { RecordedRow } from './recording.js';

/** The rows of one partition, kept as bytes: whatever is read was written first, by this release or by an earlier one. */
export class GoldenRows implements PartitionView {
  private readonly groups = new Map<string, Map<string, RecordedRow>>();

  constructor(rows: readonly RecordedRow[] = []) {
    for (const row of rows) this.put(row);
  }

  get all(): RecordedRow[] {
    return [...this.groups.keys()].sort().flatMap((group) => this.rowsOf(group));
  }

  get<T extends Table>(table: T, group: string, member: string): RowTypes[T] | undefined {
    const bytes = this.bytesOf({ table, group, member });
    return bytes === undefined ? undefined : decodeRow(table, bytes);
  }

  scan<T extends Table>(table: T, group: string): ReadonlyArray<readonly [member: string, row: RowTypes[T]]> {
    return this.rowsOf(nameOf(table, group)).map(({ member, bytes }) => [member, decodeRow(table, bytes)]);
  }

  prefetch(): void {
    // Everything is here.
  }

  /** The same rows as an invoker reads them. */
  get reader(): StateReader {
    return {
      get: async (_partition, key) => this.bytesOf(key),
      getMany: async (_partition, keys) => keys.map((key) => this.bytesOf(key)),
      getSync: (_partition, key) => this.bytesOf(key),
      scan: async (_partition, table, group, { after = '', limit }) =>
        this.rowsOf(nameOf(table, group))
          .filter(({ member }) => member > after)
          .slice(0, limit)
          .map(({ member, bytes: value }) => ({ member, value })),
    };
  }

  apply(changes: readonly RowChange[]): void {
    for (const change of changes) {
      const { table, group } = change;
      if (change.kind === 'put')
        this.put({ table, group, member: change.member, bytes: encodeRow(change.table, change.row) });
      else if (change.kind === 'delete') this.groups.get(nameOf(table, group))?.delete(change.member);
      else this.groups.delete(nameOf(table, group));
    }
  }

  private put(row: RecordedRow): void {
    const name = nameOf(row.table, row.group);
    const group = this.groups.get(name) ?? new Map<string, RecordedRow>();
    this.groups.set(name, group.set(row.member, row));
  }

  private bytesOf({ table, group, member }: RowKey): Uint8Array | undefined {
    return this.groups.get(nameOf(table, group))?.get(member)?.bytes;
  }

  private rowsOf(name: string): RecordedRow[] {
    const rows = [...(this.groups.get(name)?.values() ?? [])];
    return rows.sort((left, right) => (left.member < right.member ? -1 : 1));
  }
}

function nameOf(table: Table, group: string): string {
  return `${table} ${group}`;
}
