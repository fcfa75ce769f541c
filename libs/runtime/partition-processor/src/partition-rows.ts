import { GroupNeeded, RowsNeeded, type PartitionView, type RowChange } from '@perdure/engine';
import type { InvocationRow, PartitionId, RowKey, RowTypes, Table } from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';
import type { CommitGroup } from './commit-group.js';

interface Entry {
  /** `undefined` stands for a row that is not there. */
  row: unknown;
  /** The number of the commit that will store it; `stored` once it is as the store has it, `dropped` with its group. */
  commit: number;
  /** Where that commit lists the change. */
  position: number;
  readonly group: Group;
  readonly member: string;
}

const stored = 0;
const dropped = -1;

interface Group {
  readonly table: Table;
  readonly name: string;
  readonly entries: Map<string, Entry>;
  /** The commit that will drop what the store has of the group; 0 when none will. */
  droppedBy: number;
}

/** What one commit changes: rows, and groups that it drops. */
interface Touched {
  readonly entries: Entry[];
  readonly droppedGroups: Group[];
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
  private readonly groups = new Map<Table, Map<string, Group>>();
  /** By number of the commit, for those that are not durable yet. */
  private readonly touched = new Map<number, Touched>();
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
    const known = this.find(table, group);
    const entry = known?.entries.get(member);
    if (entry !== undefined) return entry.row as RowTypes[T] | undefined;
    if (known !== undefined && known.droppedBy !== 0) return undefined;
    const loaded = this.loadedGroup(table, group);
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
    const known = this.find(table, group);
    const loaded = this.loadedGroup(table, group);
    const isDropped = known !== undefined && known.droppedBy !== 0;
    if (loaded === undefined && !isDropped) throw new GroupNeeded(table, group);

    const rows = new Map<string, unknown>(isDropped ? [] : loaded);
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
    const known = this.find(table, group);
    if (known !== undefined && (known.droppedBy !== 0 || known.entries.has(member))) return true;
    return this.loadedGroup(table, group) !== undefined;
  }

  /** Takes over what a transition changed, and lists it in the commit that will store it. */
  apply(change: RowChange, commit: CommitGroup): void {
    const group = this.groupOf(change.table, change.group);
    if (change.kind === 'drop-group') {
      for (const entry of group.entries.values()) {
        this.clean.delete(entry);
        entry.commit = dropped;
      }
      group.entries.clear();
      group.droppedBy = commit.number;
      commit.append(change);
      this.touchedBy(commit.number).droppedGroups.push(group);
      return;
    }
    const row = change.kind === 'put' ? change.row : undefined;
    const entry = group.entries.get(change.member);
    if (entry === undefined) {
      const { member } = change;
      const added = { row, commit: commit.number, position: commit.append(change), group, member };
      group.entries.set(member, added);
      this.touchedBy(commit.number).entries.push(added);
      return;
    }
    entry.row = row;
    if (entry.commit === commit.number) {
      commit.replace(entry.position, change);
      return;
    }
    if (entry.commit === stored) this.clean.delete(entry);
    entry.commit = commit.number;
    entry.position = commit.append(change);
    this.touchedBy(commit.number).entries.push(entry);
  }

  /** The commit is durable: what it stored is in the store now, and need not be remembered. */
  committed(commit: number): void {
    const touched = this.touched.get(commit);
    if (touched === undefined) return;
    this.touched.delete(commit);
    for (const group of touched.droppedGroups) {
      if (group.droppedBy === commit) group.droppedBy = 0;
      this.removeIfEmpty(group);
    }
    // A later commit may carry a newer value of the row already; then the entry is that one's.
    for (const entry of touched.entries) if (entry.commit === commit) this.settle(entry);
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
    this.loaded.set(loadedKey(table, group), rows);
  }

  /** The input that rows were loaded for is applied. */
  unload(): void {
    this.loaded.clear();
    this.evict();
  }

  private settle(entry: Entry): void {
    const { group, member, row } = entry;
    if (row !== undefined && isWorthKeeping(group.table, row)) {
      entry.commit = stored;
      this.clean.add(entry);
    } else {
      group.entries.delete(member);
      this.removeIfEmpty(group);
    }
  }

  private addClean(table: Table, groupName: string, member: string, row: unknown): void {
    const group = this.groupOf(table, groupName);
    const entry = { row, commit: stored, position: 0, group, member };
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

  private touchedBy(commit: number): Touched {
    let touched = this.touched.get(commit);
    if (touched === undefined) {
      touched = { entries: [], droppedGroups: [] };
      this.touched.set(commit, touched);
    }
    return touched;
  }

  private find(table: Table, name: string): Group | undefined {
    return this.groups.get(table)?.get(name);
  }

  private groupOf(table: Table, name: string): Group {
    let groups = this.groups.get(table);
    if (groups === undefined) {
      groups = new Map();
      this.groups.set(table, groups);
    }
    let group = groups.get(name);
    if (group === undefined) {
      group = { table, name, entries: new Map(), droppedBy: 0 };
      groups.set(name, group);
    }
    return group;
  }

  private loadedGroup(table: Table, group: string): ReadonlyMap<string, unknown> | undefined {
    return this.loaded.size === 0 ? undefined : this.loaded.get(loadedKey(table, group));
  }

  private removeIfEmpty(group: Group): void {
    if (group.entries.size > 0 || group.droppedBy !== 0) return;
    // An older group of the same name may be at hand here, emptied by a drop.
    const groups = this.groups.get(group.table);
    if (groups?.get(group.name) === group) groups.delete(group.name);
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
function loadedKey(table: Table, group: string): string {
  return `${table}:${group}`;
}
