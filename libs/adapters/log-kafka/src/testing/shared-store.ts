import type { LogOffset, PartitionId } from '@perdure/model';
import type { LogEntry, LogSubscriber } from '@perdure/ports';
import { nameOf } from './test-cluster.js';

/**
 * What the owners of partitions have applied. Like the real store it lets only the last one that took a partition apply
 * records, so a node that was taken for dead cannot.
 */
export class SharedStore {
  /** Names of the records applied, in order. */
  readonly applied = new Map<PartitionId, string[]>();
  /** Takings of a partition that another living node had not let go of. */
  readonly overlaps: string[] = [];
  private readonly owners = new Map<PartitionId, NodeOwner>();
  private readonly positions = new Map<PartitionId, LogOffset>();

  owner(name: string): NodeOwner {
    return new NodeOwner(name, this);
  }

  take(partition: PartitionId, owner: NodeOwner): LogOffset | undefined {
    const previous = this.owners.get(partition);
    if (previous?.held.has(partition) === true && previous !== owner)
      this.overlaps.push(`${owner.name} took ${partition} from ${previous.name}`);
    this.owners.set(partition, owner);
    return this.positions.get(partition);
  }

  apply(partition: PartitionId, owner: NodeOwner, entries: readonly LogEntry[]): void {
    if (this.owners.get(partition) !== owner) return;
    const names = this.applied.get(partition) ?? [];
    this.applied.set(partition, names);
    for (const { record, offset } of entries) {
      names.push(nameOf(record));
      this.positions.set(partition, offset);
    }
  }

  get appliedCount(): number {
    return [...this.applied.values()].reduce((sum, names) => sum + names.length, 0);
  }
}

/** One node's share of the partitions. */
export class NodeOwner implements LogSubscriber {
  readonly held = new Set<PartitionId>();

  constructor(
    readonly name: string,
    private readonly store: SharedStore,
  ) {}

  async onAssigned(partition: PartitionId): Promise<LogOffset | undefined> {
    const position = this.store.take(partition, this);
    this.held.add(partition);
    return position;
  }

  onEntries(partition: PartitionId, entries: readonly LogEntry[]): void {
    this.store.apply(partition, this, entries);
  }

  async onRevoked(partition: PartitionId): Promise<void> {
    this.held.delete(partition);
  }
}
