import { PerdureError, type Epoch, type PartitionId, type RowKey, type Table } from '@perdure/model';
import type { Commit, PartitionPosition, ScanOptions, StateStore, StoredRow } from '@perdure/ports';
import { MemoryStoreData } from './memory-store-data.js';

/** What a store that fails a commit did before it failed. */
export type CommitFailure = 'before-applying' | 'after-applying';

interface WaitingCommit {
  readonly commit: Commit;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A state store to step by hand. It keeps the whole contract of the port except for durability, which ends with its
 * {@link MemoryStoreData}. Commits take effect at once, unless they are held.
 */
export class MemoryStateStore implements StateStore {
  /** Commits that took effect, in order. */
  readonly applied: Commit[] = [];
  private readonly waiting: WaitingCommit[] = [];
  private readonly failures: CommitFailure[] = [];
  private isHeld = false;
  private isClosed = false;

  constructor(private data = new MemoryStoreData()) {}

  /** From now on commits wait for `release`. */
  holdCommits(): void {
    this.isHeld = true;
  }

  /** Number of commits that wait. */
  get heldCount(): number {
    return this.waiting.length;
  }

  /** Lets so many of the waiting commits take effect, in order. */
  release(count: number): void {
    for (const next of this.waiting.splice(0, count)) this.settle(next);
  }

  /** Lets all waiting commits take effect, and later ones at once. */
  releaseAll(): void {
    this.isHeld = false;
    this.release(this.waiting.length);
  }

  /** The next commit that would take effect rejects with `STORE_UNAVAILABLE`. Calls add up. */
  failNextCommit(failure: CommitFailure): void {
    this.failures.push(failure);
  }

  /** Another owner takes the partition: whoever holds it is fenced from its next commit on. */
  fence(partition: PartitionId, atLeast = 0): void {
    const data = this.data.partition(partition);
    data.position = { ...data.position, epoch: Math.max(data.position.epoch + 1, atLeast) as Epoch };
  }

  /** A copy of what is stored, to restart from or to go back to. */
  snapshot(): MemoryStoreData {
    return this.data.copy();
  }

  /** Goes back to what was stored earlier, as a store does that lost its last writes. */
  restore(earlier: MemoryStoreData): void {
    this.data = earlier.copy();
  }

  position(partition: PartitionId): PartitionPosition {
    return this.data.partition(partition).position;
  }

  async get(partition: PartitionId, key: RowKey): Promise<Uint8Array | undefined> {
    return this.getSync(partition, key);
  }

  async getMany(partition: PartitionId, keys: readonly RowKey[]): Promise<Array<Uint8Array | undefined>> {
    return keys.map((key) => this.getSync(partition, key));
  }

  async scan(
    partition: PartitionId,
    table: Table,
    group: string,
    options: ScanOptions,
  ): Promise<StoredRow[]> {
    this.assertOpen();
    return this.data.scan(partition, table, group, options);
  }

  getSync(partition: PartitionId, key: RowKey): Uint8Array | undefined {
    this.assertOpen();
    return this.data.get(partition, key);
  }

  async acquire(partition: PartitionId, atLeast?: number): Promise<PartitionPosition> {
    this.assertOpen();
    this.fence(partition, atLeast);
    return this.position(partition);
  }

  async commit(commit: Commit): Promise<void> {
    this.assertOpen();
    return new Promise((resolve, reject) => {
      this.waiting.push({ commit, resolve, reject });
      if (!this.isHeld) this.release(1);
    });
  }

  /** Lets waiting commits take effect first. */
  async close(): Promise<void> {
    this.releaseAll();
    this.isClosed = true;
  }

  private settle({ commit, resolve, reject }: WaitingCommit): void {
    const failure = this.failures.shift();
    try {
      if (failure !== 'before-applying') this.apply(commit);
      if (failure === undefined) resolve();
      else reject(unavailable(`The commit failed ${failure.replace('-', ' ')}, as asked.`));
    } catch (error) {
      reject(error);
    }
  }

  private apply(commit: Commit): void {
    const { partition, epoch, sequence, appliedOffset, mutations } = commit;
    const data = this.data.partition(partition);
    const { position } = data;
    if (epoch !== position.epoch) {
      throw new PerdureError('STORE_FENCED', `The partition is at epoch ${position.epoch}, not ${epoch}.`);
    }
    if (sequence === position.sequence && epoch === data.committedBy) return;
    if (sequence !== position.sequence + 1) {
      throw new PerdureError('STORE_DIVERGED', `Commit ${sequence} cannot follow ${position.sequence}.`);
    }
    for (const mutation of mutations) this.data.apply(partition, mutation);
    data.position = { epoch, sequence, appliedOffset };
    data.committedBy = epoch;
    this.applied.push(commit);
  }

  private assertOpen(): void {
    if (this.isClosed) throw unavailable('The store is closed.');
  }
}

function unavailable(message: string): PerdureError {
  return new PerdureError('STORE_UNAVAILABLE', message, { retryable: true });
}
