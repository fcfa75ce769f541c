import type { RowKey, RowTypes, Table } from '@perdure/model';
import type { RowChange } from '../transition.js';
import { GroupNeeded, RowsNeeded, type PartitionView } from '../view.js';

/** A whole partition in memory: what the engine reads, and what its changes are applied to. */
export class MemoryView implements PartitionView {
  private readonly tables = new Map<Table, Map<string, Map<string, unknown>>>();

  get<T extends Table>(table: T, group: string, member: string): RowTypes[T] | undefined {
    return this.tables.get(table)?.get(group)?.get(member) as RowTypes[T] | undefined;
  }

  scan<T extends Table>(table: T, group: string): ReadonlyArray<readonly [member: string, row: RowTypes[T]]> {
    const rows = [...(this.tables.get(table)?.get(group) ?? [])] as Array<[string, RowTypes[T]]>;
    return rows.sort(([left], [right]) => (left < right ? -1 : 1));
  }

  prefetch(): void {
    // Everything is at hand.
  }

  /** Every row of a table, whatever its group. */
  all<T extends Table>(table: T): Array<{ group: string; member: string; row: RowTypes[T] }> {
    return [...(this.tables.get(table)?.keys() ?? [])]
      .sort()
      .flatMap((group) => this.scan(table, group).map(([member, row]) => ({ group, member, row })));
  }

  copy(): MemoryView {
    const copy = new MemoryView();
    for (const [table, groups] of this.tables)
      copy.tables.set(table, new Map([...groups].map(([name, rows]) => [name, new Map(rows)])));
    return copy;
  }

  apply(changes: readonly RowChange[]): void {
    for (const change of changes) {
      const group = this.group(change.table, change.group);
      if (change.kind === 'put') group.set(change.member, change.row);
      else if (change.kind === 'delete') group.delete(change.member);
      else group.clear();
    }
  }

  private group(table: Table, name: string): Map<string, unknown> {
    let groups = this.tables.get(table);
    if (groups === undefined) this.tables.set(table, (groups = new Map<string, Map<string, unknown>>()));
    let group = groups.get(name);
    if (group === undefined) groups.set(name, (group = new Map<string, unknown>()));
    return group;
  }
}

/** The same partition behind a store that answers later: each row, and each group, must be asked for first. */
export class LazyView implements PartitionView {
  private readonly loaded = new Set<string>();

  constructor(private readonly view: PartitionView) {}

  get<T extends Table>(table: T, group: string, member: string): RowTypes[T] | undefined {
    this.prefetch([{ table, group, member }]);
    return this.view.get(table, group, member);
  }

  scan<T extends Table>(table: T, group: string): ReadonlyArray<readonly [member: string, row: RowTypes[T]]> {
    if (!this.loaded.has(groupText(table, group))) throw new GroupNeeded(table, group);
    return this.view.scan(table, group);
  }

  prefetch(keys: readonly RowKey[]): void {
    const missing = keys.filter((key) => !this.loaded.has(rowText(key)));
    if (missing.length > 0) throw new RowsNeeded(missing);
  }

  /** Takes what was thrown; throws it again when it is something else. */
  load(needed: unknown): void {
    if (needed instanceof RowsNeeded) for (const key of needed.keys) this.loaded.add(rowText(key));
    else if (needed instanceof GroupNeeded) this.loaded.add(groupText(needed.table, needed.group));
    else throw needed;
  }
}

function groupText(table: Table, group: string): string {
  return JSON.stringify([table, group]);
}

function rowText({ table, group, member }: RowKey): string {
  return JSON.stringify([table, group, member]);
}
