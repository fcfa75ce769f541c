import type { RowChange } from '@perdure/engine';
import type { PartitionId } from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';

export type InstanceState = ReadonlyMap<string, Uint8Array>;

interface Entry {
  readonly state: Map<string, Uint8Array>;
  bytes: number;
  /** Changes committed while the state is being read; applied on top of what the read returns. */
  pending: RowChange[] | undefined;
}

/** Larger states, by names and values together, are read for each attempt. */
const instanceBytesMax = 64 * 1024;
const entriesMax = 512;
/** What one cached instance costs besides its content. */
const instanceOverheadBytes = 512;

/**
 * Committed state of hot objects, whole, for the attempts on them: a busy object would otherwise be read from the store
 * for every call. Correct because the partition's owner is the only writer and tells of every change.
 */
export class InstanceStates {
  /** Least recently used first. */
  private readonly instances = new Map<string, Entry>();
  private bytes = 0;

  constructor(
    private readonly partition: PartitionId,
    private readonly reader: StateReader,
    private readonly bytesMax: number,
  ) {}

  /** The state as of the last commit, if it is at hand; otherwise it soon will be. Read it before the next commit. */
  get(instance: string): InstanceState | undefined {
    const entry = this.instances.get(instance);
    if (entry === undefined) {
      void this.load(instance);
      return undefined;
    }
    if (entry.pending !== undefined) return undefined;
    this.instances.delete(instance);
    this.instances.set(instance, entry);
    return entry.state;
  }

  /** Changes that became durable, in order. */
  committed(changes: Iterable<RowChange>): void {
    if (this.instances.size === 0) return;
    for (const change of changes) {
      if (change.table !== 'state') continue;
      const entry = this.instances.get(change.group);
      if (entry === undefined) continue;
      if (entry.pending !== undefined) entry.pending.push(change);
      else this.apply(change.group, entry, change);
    }
  }

  private async load(instance: string): Promise<void> {
    const entry: Entry = { state: new Map(), bytes: instanceOverheadBytes, pending: [] };
    this.instances.set(instance, entry);
    this.bytes += entry.bytes;
    try {
      const rows = await this.reader.scan(this.partition, 'state', instance, { limit: entriesMax + 1 });
      if (this.instances.get(instance) !== entry) return;
      if (rows.length > entriesMax) {
        this.drop(instance, entry);
        return;
      }
      for (const { member, value } of rows) this.put(entry, member, decodeRow('state', value));
    } catch {
      // Whoever needs the state reads it, and hears what is wrong.
      if (this.instances.get(instance) === entry) this.drop(instance, entry);
      return;
    }
    const { pending = [] } = entry;
    entry.pending = undefined;
    for (const change of pending) this.apply(instance, entry, change);
    this.shrink(instance, entry);
  }

  private apply(instance: string, entry: Entry, change: RowChange): void {
    if (change.kind === 'drop-group') {
      for (const name of [...entry.state.keys()]) this.remove(entry, name);
    } else if (change.kind === 'delete') {
      this.remove(entry, change.member);
    } else if (change.table === 'state') {
      this.put(entry, change.member, change.row);
    }
    this.shrink(instance, entry);
  }

  private put(entry: Entry, name: string, value: Uint8Array): void {
    this.remove(entry, name);
    entry.state.set(name, value);
    this.count(entry, name.length + value.length);
  }

  private remove(entry: Entry, name: string): void {
    const old = entry.state.get(name);
    if (old === undefined) return;
    entry.state.delete(name);
    this.count(entry, -name.length - old.length);
  }

  private count(entry: Entry, bytes: number): void {
    entry.bytes += bytes;
    this.bytes += bytes;
  }

  private shrink(instance: string, entry: Entry): void {
    if (entry.bytes > instanceBytesMax && this.instances.get(instance) === entry) this.drop(instance, entry);
    for (const [oldest, other] of this.instances) {
      if (this.bytes <= this.bytesMax) return;
      this.drop(oldest, other);
    }
  }

  private drop(instance: string, entry: Entry): void {
    this.instances.delete(instance);
    this.bytes -= entry.bytes;
  }
}
