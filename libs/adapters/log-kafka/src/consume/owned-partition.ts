import { setTimeout as delay } from 'node:timers/promises';
import type { LogOffset, PartitionId } from '@perdure/model';
import type { LogEntry, LogSubscriber } from '@perdure/ports';
import { decodePartitionRecord } from '@perdure/protocol';
import type { KafkaMessage } from 'kafkajs';
import { diverged } from '../errors.js';
import type { Logger } from '../logger.js';
import type { LogRange } from './log-ranges.js';

/** What a partition asks of the member of the consumer group that it belongs to. */
export interface Fetching {
  /** Fetches from the offset on. */
  fetchFrom(partition: PartitionId, offset: number): void;
  pause(partition: PartitionId): void;
  readRange(partition: PartitionId): Promise<LogRange>;
}

/**
 * One partition while it is assigned to this node: asks the subscriber for the position, hands it the records from
 * there on, in order, each once, and none while it is busy. When anything fails, the partition is taken back from the
 * subscriber and given to it again a while later; only that, so the others go on.
 */
export class OwnedPartition {
  /** Of the next record to hand over; undefined until the subscriber is ready for it. */
  private nextOffset: number | undefined;
  private isBusy = false;
  /** Grows when the subscriber loses the partition: whatever was waited for before then is stale. */
  private term = 0;
  private isAssigned = false;
  private isReleased = false;
  /** Calls of the subscriber about this partition's ownership, one at a time. */
  private handover: Promise<void>;

  /** @param previous the end of this node's last ownership of the partition */
  constructor(
    private readonly id: PartitionId,
    private readonly subscriber: LogSubscriber,
    private readonly fetching: Fetching,
    private readonly logger: Logger,
    private readonly retryMs: number,
    previous: Promise<void> = Promise.resolve(),
  ) {
    this.handover = previous;
    this.take(0);
  }

  /** The offset after the last record that was handed over; undefined before the first. */
  get position(): number | undefined {
    return this.nextOffset;
  }

  /** The group has formed anew and forgotten where its members were. */
  fetchAgain(): void {
    if (this.nextOffset === undefined || this.isBusy) this.fetching.pause(this.id);
    else this.fetching.fetchFrom(this.id, this.nextOffset);
  }

  /** @param messages of one batch, one at least. Returns false when they were not taken. */
  deliver(messages: readonly KafkaMessage[]): boolean {
    if (this.nextOffset === undefined || this.isBusy) return false;
    const firstOffset = Number(messages[0]?.offset);
    if (firstOffset !== this.nextOffset) {
      this.verify(firstOffset);
      return false;
    }
    try {
      const entries = messages.map(decode);
      this.nextOffset = Number(messages.at(-1)?.offset) + 1;
      const backPressure = this.subscriber.onEntries(this.id, entries);
      if (backPressure !== undefined) this.waitFor(backPressure);
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  /** Takes the partition from the subscriber and gives it back at once. */
  restart(): void {
    this.drop();
    this.take(0);
  }

  /** Resolves when the subscriber has let go. Nothing is handed over from now on. */
  release(): Promise<void> {
    this.isReleased = true;
    this.drop();
    return this.handover;
  }

  private take(delayMs: number): void {
    const { term } = this;
    this.handover = this.handover.then(async () => {
      try {
        if (delayMs > 0) await delay(delayMs, undefined, { ref: false });
        if (this.term !== term || this.isReleased) return;
        const applied = await this.subscriber.onAssigned(this.id);
        this.isAssigned = true;
        await this.startAt(applied, term);
      } catch (error) {
        if (this.term === term) this.fail(error);
      }
    });
  }

  private async startAt(applied: LogOffset | undefined, term: number): Promise<void> {
    const range = await this.fetching.readRange(this.id);
    if (this.term !== term) return;
    // A subscriber without a position has applied nothing: then the log must be whole.
    const needed = applied === undefined ? 0 : applied + 1;
    this.requireWithin(range, needed);
    this.nextOffset = needed;
    this.fetchAgain();
  }

  /**
   * Records came from elsewhere than from the position. The client library does that when the position is not in the
   * log any more: it goes on from the start, silently. A gap between records is nothing unusual otherwise.
   */
  private verify(firstOffset: number): void {
    const needed = this.nextOffset as number;
    const read = this.fetching.readRange(this.id).then((range) => {
      this.requireWithin(range, needed);
      if (this.nextOffset === needed && firstOffset > needed) this.nextOffset = firstOffset;
    });
    this.waitFor(read);
  }

  private requireWithin(range: LogRange, needed: number): void {
    if (needed < range.first || needed > range.next) throw diverged(this.id, needed, range);
  }

  private waitFor(work: Promise<void>): void {
    const { term } = this;
    this.isBusy = true;
    this.fetching.pause(this.id);
    work.then(
      () => {
        if (this.term !== term) return;
        this.isBusy = false;
        this.fetchAgain();
      },
      (error: unknown) => {
        if (this.term === term) this.fail(error);
      },
    );
  }

  private fail(error: unknown): void {
    this.logger.error({ partitionId: this.id, err: error }, 'a partition cannot be read, trying again');
    this.drop();
    this.take(this.retryMs);
  }

  private drop(): void {
    this.term++;
    this.nextOffset = undefined;
    this.isBusy = false;
    this.fetching.pause(this.id);
    this.handover = this.handover.then(async () => {
      if (!this.isAssigned) return;
      this.isAssigned = false;
      await this.subscriber
        .onRevoked(this.id)
        .catch((err: unknown) =>
          this.logger.error({ partitionId: this.id, err }, 'a partition was not let go of in order'),
        );
    });
  }
}

function decode({ offset, value }: KafkaMessage): LogEntry {
  // A record without a value decodes like an empty one: it is no command.
  return { offset: Number(offset) as LogOffset, record: decodePartitionRecord(value ?? new Uint8Array(0)) };
}
