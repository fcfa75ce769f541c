import type { PartitionId } from '@perdure/model';
import type { IdempotentProducer } from './idempotent-producer.js';
import { RecordBatch, type PendingAppend } from './record-batch.js';

/** The library groups records in quadratic time. */
const batchRecordsMax = 512;
/** Brokers limit a batch like a record; a batch of one may be larger than this. */
const batchBytesMax = 900_000;

/** The records of one partition that wait to be stored, oldest first. */
export class AppendQueue {
  /** Cut, and not decided yet. */
  batch: RecordBatch | undefined;
  private waiting: PendingAppend[] = [];

  constructor(readonly partition: PartitionId) {}

  get waitingCount(): number {
    return this.waiting.length;
  }

  push(append: PendingAppend): void {
    this.waiting.push(append);
  }

  /** The batch that has to be sent next: the one that failed, or one of what waits. */
  nextBatch(current: IdempotentProducer): RecordBatch | undefined {
    if (this.batch === undefined && this.waiting.length > 0) {
      this.batch = new RecordBatch(this.partition, this.cut(), current);
      current.batchCount++;
    }
    return this.batch;
  }

  /** The batch's records become the first of those that wait. */
  putBack(batch: RecordBatch): void {
    this.batch = undefined;
    this.waiting.unshift(...batch.appends);
  }

  /** Takes out what waits and is overdue. What follows waits no longer. */
  takeOverdue(nowMs: number): PendingAppend[] {
    const firstInTime = this.waiting.findIndex(({ deadlineMs }) => deadlineMs > nowMs);
    return this.waiting.splice(0, firstInTime === -1 ? this.waiting.length : firstInTime);
  }

  private cut(): PendingAppend[] {
    let bytes = 0;
    let count = 0;
    for (const { value } of this.waiting) {
      bytes += value.length;
      if (count === batchRecordsMax || (count > 0 && bytes > batchBytesMax)) break;
      count++;
    }
    if (count < this.waiting.length) return this.waiting.splice(0, count);
    const all = this.waiting;
    this.waiting = [];
    return all;
  }
}
