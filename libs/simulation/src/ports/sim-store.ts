import { PerdureError, type PartitionId } from '@perdure/model';
import type { Commit, PartitionPosition, StateReader, StateStore } from '@perdure/ports';
import { MemoryStateStore, type MemoryStoreData } from '@perdure/testkit/fakes';
import type { Faults } from '../kernel/faults.js';
import type { Random } from '../kernel/random.js';
import type { SimProcess } from '../kernel/sim-process.js';

export interface StoreOptions {
  /** As an embedded store can; a remote one cannot. */
  readonly hasSyncReads: boolean;
  /** Called for each commit that took effect, at the moment it did. */
  readonly onCommit: (commit: Commit) => void;
  readonly onAcquire: (partition: PartitionId, position: PartitionPosition) => void;
}

/**
 * A store behind a network: true to the contract of the port, down to its ugly parts. A commit may fail before or after
 * it took effect, be slow, and reach the store when whoever sent it is dead, frozen or replaced.
 */
export class SimStore {
  private readonly rows = new MemoryStateStore();
  private checkpoint: MemoryStoreData | undefined;
  /** Grows with each restart, which cuts all connections: what was under way then does not arrive. */
  private restarts = 0;

  constructor(
    private readonly random: Random,
    private readonly faults: Faults,
    private readonly options: StoreOptions,
  ) {}

  /** What is stored, for those who judge. */
  get stored(): MemoryStateStore {
    return this.rows;
  }

  /** Remembers what is stored: what a loss goes back to. */
  keepCheckpoint(): void {
    this.checkpoint = this.rows.snapshot();
  }

  /**
   * Loses what was committed since the checkpoint, as a store does that restarts without its last writes: also who
   * became the owner since.
   */
  loseTail(): boolean {
    if (this.checkpoint === undefined) return false;
    this.rows.restore(this.checkpoint);
    this.restarts++;
    return true;
  }

  /** The store as one process sees it. */
  connect(process: SimProcess): StateStore {
    const read = <T>(operate: () => Promise<T>): Promise<T> =>
      process.request(this.delayUs(), this.delayUs(), async () => {
        if (this.faults.happens('readFails')) throw unavailable('The read failed.');
        return operate();
      });
    const reader: StateReader = {
      get: (partition, key) => read(() => this.rows.get(partition, key)),
      getMany: (partition, keys) => read(() => this.rows.getMany(partition, keys)),
      scan: (partition, table, group, options) =>
        read(() => this.rows.scan(partition, table, group, options)),
      ...(this.options.hasSyncReads && {
        getSync: (partition, key) => this.rows.getSync(partition, key),
      }),
    };
    return {
      ...reader,
      acquire: (partition, atLeast) => read(() => this.acquire(partition, atLeast)),
      commit: (commit) => {
        const { restarts } = this;
        return process.request(this.commitDelayUs(), this.delayUs(), async () => {
          if (restarts !== this.restarts) throw unavailable('The store restarted before the commit arrived.');
          return this.commit(commit);
        });
      },
      close: async () => undefined,
    };
  }

  private async acquire(partition: PartitionId, atLeast?: number): Promise<PartitionPosition> {
    const position = await this.rows.acquire(partition, atLeast);
    this.options.onAcquire(partition, position);
    return position;
  }

  private async commit(commit: Commit): Promise<void> {
    if (this.faults.happens('storeFailsBefore')) throw unavailable('The commit did not arrive.');
    const applied = this.rows.commit(commit);
    // The array gains an element exactly when the commit took effect: not for refused and for repeated ones.
    if (this.rows.applied.splice(0).length > 0) this.options.onCommit(commit);
    await applied;
    if (this.faults.happens('storeFailsAfter')) throw unavailable('The answer to the commit was lost.');
  }

  private delayUs(): number {
    return this.random.between(20, 800);
  }

  private commitDelayUs(): number {
    return this.faults.happens('storeIsSlow')
      ? this.random.between(10_000, 2_000_000)
      : this.random.between(100, 3000);
  }
}

function unavailable(message: string): PerdureError {
  return new PerdureError('STORE_UNAVAILABLE', message, { retryable: true });
}
