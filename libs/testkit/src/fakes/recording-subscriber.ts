import type { LogOffset, PartitionId } from '@perdure/model';
import type { LogEntry, LogSubscriber } from '@perdure/ports';

/** A log subscriber that notes what it is told, and settles every entry at once unless asked to hold. */
export class RecordingSubscriber implements LogSubscriber {
  /** Everything that happened, in order. */
  readonly events: Array<
    | { readonly kind: 'assigned' | 'revoked'; readonly partition: PartitionId }
    | { readonly kind: 'entries'; readonly partition: PartitionId; readonly entries: readonly LogEntry[] }
  > = [];
  private readonly gates = new Map<
    PartitionId,
    { readonly opened: Promise<void>; readonly open: () => void }
  >();
  private isSettling = true;

  /** @param applied what `onAssigned` answers: the offsets that need no delivery */
  constructor(private readonly applied: ReadonlyMap<PartitionId, LogOffset> = new Map()) {}

  async onAssigned(partition: PartitionId): Promise<LogOffset | undefined> {
    this.events.push({ kind: 'assigned', partition });
    return this.applied.get(partition);
  }

  onEntries(partition: PartitionId, entries: readonly LogEntry[]): Promise<void> | undefined {
    this.events.push({ kind: 'entries', partition, entries });
    if (this.isSettling) for (const entry of entries) entry.settle?.();
    return this.gates.get(partition)?.opened;
  }

  async onRevoked(partition: PartitionId): Promise<void> {
    this.events.push({ kind: 'revoked', partition });
  }

  /** From now on entries are not settled: a log that is fused with the commit leaves appends waiting. */
  holdSettling(): void {
    this.isSettling = false;
  }

  /** Asks for back-pressure: the next delivery is the last one until the returned function is called. */
  holdDelivery(partition: PartitionId): () => void {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.gates.set(partition, { opened, open });
    return () => {
      this.gates.delete(partition);
      open();
    };
  }

  isAssigned(partition: PartitionId): boolean {
    const last = this.events.findLast((event) => event.kind !== 'entries' && event.partition === partition);
    return last?.kind === 'assigned';
  }

  entries(partition: PartitionId): LogEntry[] {
    return this.events.flatMap((event) =>
      event.kind === 'entries' && event.partition === partition ? event.entries : [],
    );
  }
}
