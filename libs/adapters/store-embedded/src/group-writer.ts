import type { PartitionId } from '@perdure/model';
import type { Mutation } from '@perdure/ports';
import type { Batch, Database } from './database.js';
import { DroppedGroups } from './dropped-groups.js';
import { rowKey } from './keys.js';
import { closedError } from './translate-error.js';

/** What must be written together: the mutations of one partition, in order, then one row given as it is stored. */
export interface Write {
  readonly partition: PartitionId;
  readonly mutations: readonly Mutation[];
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

interface QueuedWrite extends Write {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The part of {@link Database} that writing needs. */
export type WritableDatabase = Pick<Database, 'directory' | 'write' | 'keys' | 'reopen' | 'close'>;

/**
 * Group commit: one synced batch is under way at a time, and everything submitted meanwhile, of whatever partition,
 * makes up the next one. So latency is one sync when idle, and the number of syncs does not grow with load.
 *
 * After a failed batch nobody knows what is on the disk, and a log file with half a record in it must not be
 * continued: LevelDB would lose what is appended behind. So the writer is broken from then on: all writes that wait are
 * rejected, and `repair` must succeed before it takes new ones.
 */
export class GroupWriter {
  private queue: QueuedWrite[] = [];
  private draining: Promise<void> | undefined;
  private repairing: Promise<void> | undefined;
  private broken = false;
  private closing: Promise<void> | undefined;

  /** @param onBroken called before the rejections, so that nobody builds on what was not written */
  constructor(
    private readonly database: WritableDatabase,
    private readonly onBroken: () => void,
  ) {}

  /** Whether writes must wait for a `repair`. */
  get isBroken(): boolean {
    return this.broken;
  }

  /** Resolves when the write is on the disk. Writes take effect in the order submitted. */
  submit(write: Write): Promise<void> {
    if (this.closing !== undefined) return Promise.reject(closedError(this.database.directory));
    return new Promise((resolve, reject) => {
      this.queue.push({ ...write, resolve, reject });
      // Deferred by a microtask: what is submitted in the same tick shares the batch.
      this.draining ??= Promise.resolve().then(() => this.drain());
    });
  }

  /** Makes a broken writer usable again, or rejects with `STORE_UNAVAILABLE`. */
  repair(): Promise<void> {
    if (this.closing !== undefined) return Promise.reject(closedError(this.database.directory));
    this.repairing ??= this.database
      .reopen()
      .then(() => {
        this.broken = false;
      })
      .finally(() => {
        this.repairing = undefined;
      });
    return this.repairing;
  }

  /** Finishes what was submitted, then closes the database. */
  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    await this.repairing?.catch(() => undefined);
    await this.draining;
    await this.database.close();
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      const group = this.queue;
      this.queue = [];
      try {
        await this.write(group);
      } catch (error) {
        this.breakDown([...group, ...this.queue], error);
        continue;
      }
      for (const write of group) write.resolve();
    }
    this.draining = undefined;
  }

  private breakDown(lost: readonly QueuedWrite[], error: unknown): void {
    this.queue = [];
    this.broken = true;
    this.onBroken();
    for (const write of lost) write.reject(error);
  }

  private async write(group: readonly QueuedWrite[]): Promise<void> {
    const dropped = DroppedGroups.in(group);
    await dropped?.load(this.database);
    await this.database.write((batch) => {
      for (const { partition, mutations, key, value } of group) {
        for (const mutation of mutations) addMutation(batch, partition, mutation, dropped);
        batch.put(key, value);
      }
    });
  }
}

function addMutation(
  batch: Batch,
  partition: PartitionId,
  mutation: Mutation,
  dropped: DroppedGroups | undefined,
): void {
  switch (mutation.kind) {
    case 'put': {
      const { table, group, member } = mutation.key;
      const key = rowKey(partition, table, group, member);
      dropped?.notePut(partition, table, group, key);
      batch.put(key, mutation.value);
      return;
    }
    case 'delete': {
      const { table, group, member } = mutation.key;
      batch.del(rowKey(partition, table, group, member));
      return;
    }
    case 'drop-group':
      for (const key of dropped?.take(partition, mutation.table, mutation.group) ?? []) batch.del(key);
      return;
  }
}
