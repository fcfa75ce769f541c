import type { LogOffset, PartitionId, PartitionRecord } from '@perdure/model';

/** One record as a subscriber gets it. */
export interface LogEntry {
  readonly offset: LogOffset;
  readonly record: PartitionRecord;
  /**
   * Called by the subscriber once the commit that applied the record is durable, or with the reason why that will not
   * happen here. A log that is fused with the commit resolves `append` by it; others ignore it.
   */
  readonly settle?: (error?: unknown) => void;
}

/** Someone who owns partitions while the log says so. */
export interface LogSubscriber {
  /**
   * This node now owns the partition. Resolves, when it is ready for records, with the offset of the last record that
   * needs no delivery (undefined: from the beginning).
   */
  onAssigned(partition: PartitionId): Promise<LogOffset | undefined>;
  /**
   * Records in ascending offset order, each once per assignment. The log delivers nothing further for the partition
   * before the promise resolves: that is the back-pressure.
   */
  onEntries(partition: PartitionId, entries: readonly LogEntry[]): Promise<void> | void;
  /** This node no longer owns the partition: finish nothing, answer nobody. */
  onRevoked(partition: PartitionId): Promise<void>;
}

/**
 * The ordered, durable log of commands, one per partition.
 *
 * `append` resolves when the command is durable: from then on it is applied exactly once, by whoever owns the partition,
 * whatever crashes. It rejects with `PARTITION_OVERLOADED` or `LOG_UNAVAILABLE` (both retryable) when the command was
 * not accepted; after any other failure the outcome is unknown and only a command that may be applied twice
 * may be sent again.
 */
export interface CommandLog {
  append(partition: PartitionId, record: PartitionRecord): Promise<void>;
  /** Starts delivering; at most one subscriber per node. */
  subscribe(subscriber: LogSubscriber): Promise<void>;
  /** Stops delivery (revoking what is assigned) and releases resources. */
  close(): Promise<void>;
}
