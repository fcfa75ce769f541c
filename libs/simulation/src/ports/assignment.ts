import type { LogOffset, PartitionId, PartitionRecord } from '@perdure/model';
import type { LogEntry, LogSubscriber } from '@perdure/ports';
import type { Random } from '../kernel/random.js';
import type { SimProcess } from '../kernel/sim-process.js';

/** A node as the log knows it. */
export interface LogMember {
  readonly process: SimProcess;
  readonly subscriber: LogSubscriber;
}

export interface PartitionRecords {
  readonly partition: PartitionId;
  readonly records: LogRecord[];
}

export interface LogRecord {
  readonly record: PartitionRecord;
  /** Set by a log that is fused with the commit. */
  readonly settle?: (error?: unknown) => void;
}

const batchRecordsMax = 20;

/**
 * One member owning one partition for a while. Delivers what the log holds in order, and goes on believing in itself
 * while its process is frozen, whoever owns the partition by then.
 */
export class Assignment {
  private isReady = false;
  private isDelivering = false;
  private isOver = false;
  private isRevoked = false;
  /** Offset of the next record to deliver: offsets are indexes plus 1. */
  private next = 0;

  constructor(
    readonly member: LogMember,
    private readonly log: PartitionRecords,
    private readonly random: Random,
    /** The member is ready for what follows this offset. */
    private readonly onReady: (applied: number) => void,
    private readonly onFailed: () => void,
  ) {}

  /** To be called inside the member's process. */
  begin(): void {
    if (this.isOver) return;
    this.member.subscriber.onAssigned(this.log.partition).then(
      (applied) => {
        if (this.isOver) return;
        this.next = applied ?? 0;
        this.onReady(this.next);
        this.isReady = true;
        this.pump();
      },
      () => {
        if (!this.isOver) this.onFailed();
      },
    );
  }

  /** The log gained records, or the subscriber has room again. */
  pump(): void {
    if (!this.isReady || this.isOver || this.isDelivering || this.next >= this.log.records.length) return;
    this.isDelivering = true;
    this.member.process.after(this.random.between(50, 3000), () => {
      this.isDelivering = false;
      this.deliver();
    });
  }

  /** Nothing more is fetched for it. What is on its way still arrives. */
  end(): void {
    this.isOver = true;
  }

  /** The member hears that it is over. To be called inside its process. */
  revoke(): void {
    this.isRevoked = true;
    void this.member.subscriber.onRevoked(this.log.partition);
  }

  private deliver(): void {
    if (this.isRevoked) return;
    const from = this.next;
    const count = this.random.between(1, batchRecordsMax);
    const batch = this.log.records
      .slice(from, from + count)
      .map((entry, index): LogEntry => ({ offset: (from + index + 1) as LogOffset, ...entry }));
    this.next += batch.length;
    const room = this.member.subscriber.onEntries(this.log.partition, batch);
    if (room === undefined) {
      this.pump();
      return;
    }
    this.isDelivering = true;
    void Promise.resolve(room).then(() => {
      this.isDelivering = false;
      this.pump();
    });
  }
}
