import type { PartitionId } from '@perdure/model';
import type { IdempotentProducer, LogMessage } from './idempotent-producer.js';

/** A record on its way, and the promise of whoever appended it. */
export interface PendingAppend {
  readonly value: Buffer;
  /** On the monotonic clock. */
  readonly deadlineMs: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Records of one partition that go into one request and are decided together. Once sent, a batch is sent again only as
 * it is and by the same producer: that is what brokers recognise a repeat by.
 */
export class RecordBatch {
  readonly messages: readonly LogMessage[];
  readonly bytes: number;
  /** Set while a request is out. */
  isInFlight = false;
  /** Some attempt may have reached the broker. */
  mayBeStored = false;
  /** A request with this and other batches was refused for good: find out which one is to blame. */
  isAlone = false;
  isSettled = false;

  constructor(
    readonly partition: PartitionId,
    readonly appends: readonly PendingAppend[],
    readonly producer: IdempotentProducer,
  ) {
    this.messages = appends.map(({ value }) => ({ partition, value }));
    this.bytes = appends.reduce((sum, { value }) => sum + value.length, 0);
  }

  /** Of the oldest record; the others share its fate. */
  get deadlineMs(): number {
    return this.appends[0]?.deadlineMs ?? 0;
  }

  resolve(): void {
    this.isSettled = true;
    for (const { resolve } of this.appends) resolve();
  }

  reject(error: unknown): void {
    this.isSettled = true;
    for (const { reject } of this.appends) reject(error);
  }
}
