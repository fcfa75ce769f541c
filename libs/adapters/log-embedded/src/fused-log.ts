import { PerdureError, type PartitionId, type PartitionRecord } from '@perdure/model';
import type { CommandLog, LogSubscriber } from '@perdure/ports';
import { FusedPartition } from './fused-partition.js';

export interface FusedLogOptions {
  /** Default 1. */
  readonly partitionCount?: number;
  /** Records of one partition that may wait for their commit; more are refused. Default 65,536. */
  readonly unsettledMax?: number;
}

/**
 * The command log of a single process, fused with the commit: nothing is written here. `append` hands the record to
 * the subscriber and resolves when that settles the entry, that is, when the commit that applied it is durable. One
 * sync per group of records instead of two, and a crash before it loses only what nobody was told was accepted.
 *
 * - All partitions belong to this process from `subscribe` to `close`. `subscribe` resolves once all are assigned, and
 *   rejects with what `onAssigned` rejected with.
 * - `append` rejects with `PARTITION_UNAVAILABLE` (retryable) while the partition is not assigned, with
 *   `PARTITION_OVERLOADED` (retryable) above the bound, and with what the subscriber settles the entry with. Entries
 *   that are unsettled at the end of `close` are rejected with `PARTITION_UNAVAILABLE`.
 * - Offsets go on after the one `onAssigned` returned. They are not dense: one whose record failed is not used again.
 */
export class FusedLog implements CommandLog {
  private readonly partitions: readonly FusedPartition[];
  private isSubscribed = false;
  private closing: Promise<void> | undefined;

  constructor(options: FusedLogOptions = {}) {
    const { partitionCount = 1, unsettledMax = 65_536 } = options;
    this.partitions = Array.from(
      { length: partitionCount },
      (_, index) => new FusedPartition(index as PartitionId, unsettledMax),
    );
  }

  append(partition: PartitionId, record: PartitionRecord): Promise<void> {
    const owned = this.partitions[partition];
    if (owned === undefined) return Promise.reject(unknownPartition(partition, this.partitions.length));
    return owned.append(record);
  }

  async subscribe(subscriber: LogSubscriber): Promise<void> {
    if (this.isSubscribed || this.closing !== undefined) {
      throw new PerdureError('INVARIANT_VIOLATED', 'A log has one subscriber, and none after it was closed.');
    }
    this.isSubscribed = true;
    await Promise.all(this.partitions.map((partition) => partition.assign(subscriber)));
  }

  close(): Promise<void> {
    this.closing ??= Promise.all(this.partitions.map((partition) => partition.revoke())).then(
      () => undefined,
    );
    return this.closing;
  }
}

function unknownPartition(partition: PartitionId, partitionCount: number): PerdureError {
  return new PerdureError(
    'INVARIANT_VIOLATED',
    `There is no partition ${partition}: this log has ${partitionCount}.`,
    { details: { partition, partitionCount } },
  );
}
