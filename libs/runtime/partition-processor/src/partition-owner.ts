import { PerdureError, type LogOffset, type PartitionId } from '@perdure/model';
import type { LogEntry, LogSubscriber } from '@perdure/ports';
import { OwnedPartition, type PartitionDeps, type PartitionSettings } from './owned-partition.js';

/** The partitions the log assigned to this node. */
export class PartitionOwner implements LogSubscriber {
  private readonly owned = new Map<PartitionId, OwnedPartition>();

  constructor(
    private readonly deps: PartitionDeps,
    private readonly settings: PartitionSettings,
  ) {}

  async onAssigned(partition: PartitionId): Promise<LogOffset | undefined> {
    this.owned.get(partition)?.close();
    const opened = new OwnedPartition(partition, this.deps, this.settings);
    this.owned.set(partition, opened);
    try {
      const appliedOffset = await opened.open();
      this.reportOwned();
      return appliedOffset;
    } catch (error) {
      opened.close();
      if (this.owned.get(partition) === opened) this.owned.delete(partition);
      throw error;
    }
  }

  onEntries(partition: PartitionId, entries: readonly LogEntry[]): Promise<void> | undefined {
    const owned = this.owned.get(partition);
    if (owned !== undefined) return owned.take(entries);
    const reason = new PerdureError(
      'PARTITION_UNAVAILABLE',
      `Partition ${partition} is not owned by this node.`,
      {
        retryable: true,
        details: { partition },
      },
    );
    for (const { settle } of entries) settle?.(reason);
    return undefined;
  }

  async onRevoked(partition: PartitionId): Promise<void> {
    this.owned.get(partition)?.close();
    this.owned.delete(partition);
    this.reportOwned();
  }

  private reportOwned(): void {
    this.deps.listener.onOwnedChanged?.(this.owned.size);
  }

  get ownedPartitions(): readonly PartitionId[] {
    return [...this.owned.keys()];
  }

  /** Inputs waiting on all owned partitions. */
  get waitingInputs(): number {
    let waiting = 0;
    for (const partition of this.owned.values()) waiting += partition.waitingInputs;
    return waiting;
  }

  /** Resolves when everything taken so far is durable. */
  async drain(): Promise<void> {
    await Promise.all([...this.owned.values()].map((partition) => partition.drain()));
  }
}
