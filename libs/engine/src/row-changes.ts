import type { RowTypes, Table } from '@perdure/model';
import type { RowChange } from './transition.js';

/** Up to here looking through all changes is cheaper than an index, and almost every transaction ends below. */
const unindexedMax = 32;

/** The changes of a transaction, in order, and what they say of a row. */
export class RowChanges {
  private readonly changes: RowChange[] = [];
  private index: ChangeIndex | undefined;

  get list(): readonly RowChange[] {
    return this.changes;
  }

  put<T extends Table>(table: T, group: string, member: string, row: RowTypes[T]): void {
    this.add({ kind: 'put', table, group, member, row } as RowChange);
  }

  delete(table: Table, group: string, member: string): void {
    this.add({ kind: 'delete', table, group, member });
  }

  dropGroup(table: Table, group: string): void {
    this.add({ kind: 'drop-group', table, group });
  }

  /** The last change that concerns the row, be it one of its whole group; undefined when there is none. */
  lastOf(table: Table, group: string, member: string): RowChange | undefined {
    if (this.index !== undefined) return this.changes[this.index.lastOf(table, group, member)];
    for (let at = this.changes.length - 1; at >= 0; at--) {
      const change = this.changes[at] as RowChange;
      if (change.group !== group || change.table !== table) continue;
      if (change.kind === 'drop-group' || change.member === member) return change;
    }
    return undefined;
  }

  private add(change: RowChange): void {
    this.changes.push(change);
    if (this.index !== undefined) this.index.add(change, this.changes.length - 1);
    else if (this.changes.length > unindexedMax) this.index = ChangeIndex.of(this.changes);
  }
}

/** Where in a list of changes the last one of each row and group stands. */
class ChangeIndex {
  private readonly rows = new Map<string, number>();
  private readonly drops = new Map<string, number>();

  static of(changes: readonly RowChange[]): ChangeIndex {
    const index = new ChangeIndex();
    changes.forEach((change, at) => index.add(change, at));
    return index;
  }

  add(change: RowChange, at: number): void {
    const group = groupText(change.table, change.group);
    if (change.kind === 'drop-group') this.drops.set(group, at);
    else this.rows.set(group + change.member, at);
  }

  /** -1 for none. */
  lastOf(table: Table, group: string, member: string): number {
    const text = groupText(table, group);
    return Math.max(this.rows.get(text + member) ?? -1, this.drops.get(text) ?? -1);
  }
}

// Group names hold any character, so the parts are told apart by length rather than by a separator alone.
function groupText(table: Table, group: string): string {
  return `${table}:${String(group.length)}:${group}:`;
}
