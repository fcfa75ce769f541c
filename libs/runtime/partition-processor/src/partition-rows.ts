import { GroupNeeded, RowsNeeded, type PartitionView, type RowChange } from '@perdure/engine';
import type { InvocationRow, PartitionId, RowKey, RowTypes, Table } from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';

interface Entry {
  /** `undefined` stands for a row that is not there. */
  row: unknown;
  /** The commit that will store it; 0 once it is as the store has it. */
  commit: number;
  readonly group: Group;
  readonly member: string;
}

interface Group {
  readonly key: string;
  readonly entries: Map<string, Entry>;
  /** The commit that will drop what the store has of the group; 0 when none will. */
  droppedBy: number;
}

/** Rows worth keeping once they are stored: those the next inputs about the same thing will read. */
const keptTables: ReadonlySet<Table> = new Set<Table>([
  'invocation',
  'lock',
  'received',
  'counters',
  'limit',
]);

/**
 * The partition as of the last applied input: what is not durable yet, over a bounded cache of hot rows, over the store.
 *
 * Correct without asking anybody, because the owner of a partition is its only writer. An entry stays until the commit
 * that carries it is durable, so a row without an entry is in the store as it is.
 */
export class PartitionRows implements PartitionView {
  private readonly groups = new Map<string, Group>();
  /** Entries that are as the store has them, oldest first. */
  private readonly clean = new Set<Entry>();
  /** Whole groups read for the input at hand; see {@link loadGroup}. */
  private readonly loaded = new Map<string, ReadonlyMap<string, unknown>>();

  constructor(
    private readonly partition: PartitionId,
    private readonly reader: StateReader,
    private readonly cachedRowsMax: number,
  ) {}

  get<T extends Table>(table: T, group: string, member: string): RowTypes[T] | undefined {
    const key = groupKey(table, group);
    const known = this.groups.get(key);
    const entry = known?.entries.get(member);
    if (entry !== undefined) return entry.row as RowTypes[T] | undefined;
    if (known !== undefined && known.droppedBy !== 0) return undefined;
    const loaded = this.loaded.get(key);
    if (loaded !== undefined) return loaded.get(member) as RowTypes[T] | undefined;

    if (this.reader.getSync === undefined) throw new RowsNeeded([{ table, group, member }]);
    const bytes = this.reader.getSync(this.partition, { table, group, member });
    if (bytes === undefined) return undefined;
    const row = decodeRow(table, bytes);
    if (keptTables.has(table)) {
      this.addClean(table, group, member, row);
      this.evict();
    }
    return row;
  }

  scan<T extends Table>(table: T, group: string): ReadonlyArray<readonly [member: string, row: RowTypes[T]]> {
    const key = groupKey(table, group);
    const known = this.groups.get(key);
    const stored = this.loaded.get(key);
    const isDropped = known !== undefined && known.droppedBy !== 0;
    if (stored === undefined && !isDropped) throw new GroupNeeded(table, group);

    const rows = new Map<string, unknown>(isDropped ? [] : stored);
    for (const [member, { row }] of known?.entries ?? []) {
      if (row === undefined) rows.delete(member);
      else rows.set(member, row);
    }
    const sorted = [...rows].sort(([left], [right]) => (left < right ? -1 : 1));
    return sorted as Array<[string, RowTypes[T]]>;
  }

  prefetch(keys: readonly RowKey[]): void {
    if (this.reader.getSync !== undefined) return;
    const missing = keys.filter((key) => !this.isAtHand(key));
    if (missing.length > 0) throw new RowsNeeded(missing);
  }

  private isAtHand({ table, group, member }: RowKey): boolean {
    const key = groupKey(table, group);
    const known = this.groups.get(key);
    if (known !== undefined && (known.droppedBy !== 0 || known.entries.has(member))) return true;
    return this.loaded.has(key);
  }

  /** Takes over what a transition changed. `commit` numbers the commit that will store it, from 1. */
  apply(change: RowChange, commit: number): void {
    const group = this.group(groupKey(change.table, change.group));
    if (change.kind === 'drop-group') {
      for (const entry of group.entries.values()) this.clean.delete(entry);
      group.entries.clear();
      group.droppedBy = commit;
      return;
    }
    const row = change.kind === 'put' ? change.row : undefined;
    const entry = group.entries.get(change.member);
    if (entry === undefined) {
      group.entries.set(change.member, { row, commit, group, member: change.member });
      return;
    }
    if (entry.commit === 0) this.clean.delete(entry);
    entry.row = row;
    entry.commit = commit;
  }

  /** The commit is durable: what it stored is in the store now, and need not be remembered. */
  committed(changes: Iterable<RowChange>, commit: number): void {
    for (const change of changes) {
      const group = this.groups.get(groupKey(change.table, change.group));
      if (group === undefined) continue;
      if (change.kind === 'drop-group') {
        if (group.droppedBy === commit) group.droppedBy = 0;
      } else {
        const entry = group.entries.get(change.member);
        // A later commit may carry a newer value of the row already; then the entry is that one's.
        if (entry?.commit === commit) this.settle(change.table, entry);
      }
      this.removeIfEmpty(group);
    }
    this.evict();
  }

  /**
   * One row that was not at hand, as the store has it; undefined for none. It stays until {@link unload}, however many
   * the input at hand needs: were they to push each other out, it would be applied never.
   */
  loadRow(table: Table, group: string, member: string, row: unknown): void {
    this.addClean(table, group, member, row);
  }

  /** All rows of a group as the store has them, until {@link unload}. Only while no commit is under way. */
  loadGroup(table: Table, group: string, rows: ReadonlyMap<string, unknown>): void {
    this.loaded.set(groupKey(table, group), rows);
  }

  /** The input that rows were loaded for is applied. */
  unload(): void {
    this.loaded.clear();
    this.evict();
  }

  private settle(table: Table, entry: Entry): void {
    if (entry.row !== undefined && isWorthKeeping(table, entry.row)) {
      entry.commit = 0;
      this.clean.add(entry);
    } else {
      entry.group.entries.delete(entry.member);
    }
  }

  private addClean(table: Table, groupName: string, member: string, row: unknown): void {
    const group = this.group(groupKey(table, groupName));
    const entry = { row, commit: 0, group, member };
    group.entries.set(member, entry);
    this.clean.add(entry);
  }

  private evict(): void {
    for (const entry of this.clean) {
      if (this.clean.size <= this.cachedRowsMax) return;
      this.clean.delete(entry);
      entry.group.entries.delete(entry.member);
      this.removeIfEmpty(entry.group);
    }
  }

  private group(key: string): Group {
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { key, entries: new Map(), droppedBy: 0 };
      this.groups.set(key, group);
    }
    return group;
  }

  private removeIfEmpty(group: Group): void {
    if (group.entries.size === 0 && group.droppedBy === 0) this.groups.delete(group.key);
  }
}

function isWorthKeeping(table: Table, row: unknown): boolean {
  if (!keptTables.has(table)) return false;
  if (table !== 'invocation') return true;
  // What waits for a limit, a million perhaps, will be read once, when its turn has come.
  const { status } = row as InvocationRow;
  return status !== 'completed' && status !== 'waiting';
}

/** Table names hold no colon, so the text is unambiguous whatever the group is called. */
function groupKey(table: Table, group: string): string {
  return `${table}:${group}`;
}
