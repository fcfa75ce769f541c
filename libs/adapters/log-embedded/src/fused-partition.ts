import { PerdureError, type LogOffset, type PartitionId, type PartitionRecord } from '@perdure/model';
import type { LogEntry, LogSubscriber } from '@perdure/ports';
import { FusedEntry } from './fused-entry.js';

/** One partition of a fused log: assigned once, revoked once. */
export class FusedPartition {
  /** Set while the partition is assigned: then, and only then, it takes records. */
  private owner: LogSubscriber | undefined;
  private assignment: Promise<void> | undefined;
  private isRevoked = false;
  private nextOffset = 0;
  private waiting: LogEntry[] = [];
  private isDelivering = false;
  private readonly unsettled = new Set<FusedEntry>();

  constructor(
    private readonly id: PartitionId,
    private readonly unsettledMax: number,
  ) {}

  assign(subscriber: LogSubscriber): Promise<void> {
    this.assignment = this.assignTo(subscriber);
    return this.assignment;
  }

  append(record: PartitionRecord): Promise<void> {
    if (this.owner === undefined) return Promise.reject(unavailable(this.id));
    if (this.unsettled.size >= this.unsettledMax) {
      return Promise.reject(overloaded(this.id, this.unsettledMax));
    }
    return new Promise((resolve, reject) => {
      const entry = new FusedEntry(this.nextOffset++ as LogOffset, record, this.unsettled, resolve, reject);
      this.waiting.push(entry);
      if (this.isDelivering) return;
      this.isDelivering = true;
      // Deferred by a microtask: what is appended in the same tick arrives as one batch.
      queueMicrotask(() => void this.deliver());
    });
  }

  async revoke(): Promise<void> {
    this.isRevoked = true;
    // A subscriber that is still getting ready is heard out: it must not be revoked before it was assigned.
    await this.assignment?.catch(() => undefined);
    const owner = this.owner;
    this.owner = undefined;
    this.waiting = [];
    try {
      await owner?.onRevoked(this.id);
    } finally {
      this.rejectUnsettled(unavailable(this.id));
    }
  }

  private async assignTo(subscriber: LogSubscriber): Promise<void> {
    const applied = await subscriber.onAssigned(this.id);
    this.nextOffset = applied === undefined ? 0 : applied + 1;
    this.owner = subscriber;
  }

  private async deliver(): Promise<void> {
    while (this.owner !== undefined && this.waiting.length > 0) {
      const entries = this.waiting;
      this.waiting = [];
      try {
        // Awaited only when there is something to wait for: each await would cost the next batch a turn.
        const backPressure = this.owner.onEntries(this.id, entries);
        if (backPressure !== undefined) await backPressure;
      } catch (error) {
        this.stop(error);
      }
    }
    this.isDelivering = false;
  }

  /** The subscriber failed on entries it can be given only once: going on would skip them, so nothing goes on. */
  private stop(error: unknown): void {
    if (this.isRevoked) return;
    this.owner = undefined;
    this.waiting = [];
    this.rejectUnsettled(unavailable(this.id, error));
  }

  private rejectUnsettled(error: PerdureError): void {
    for (const entry of [...this.unsettled]) entry.settle(error);
  }
}

function unavailable(partition: PartitionId, cause?: unknown): PerdureError {
  const why = cause === undefined ? 'it is starting or stopping' : 'its owner failed; restart the server';
  return new PerdureError('PARTITION_UNAVAILABLE', `Partition ${partition} takes no commands: ${why}.`, {
    retryable: true,
    details: { partition },
    cause,
  });
}

function overloaded(partition: PartitionId, unsettledMax: number): PerdureError {
  return new PerdureError(
    'PARTITION_OVERLOADED',
    `Partition ${partition} has ${unsettledMax} commands waiting, which is its bound. Send again later, more slowly.`,
    { retryable: true, details: { partition, unsettledMax } },
  );
}
