import type { Epoch, LogOffset, PartitionId, RowKey, Table } from '@perdure/model';

/** Where a partition stands in the store. */
export interface PartitionPosition {
  readonly epoch: Epoch;
  /** Number of the last commit, 0 before the first. */
  readonly sequence: number;
  /** Offset of the last log record whose effect is in the store; undefined before the first. */
  readonly appliedOffset: LogOffset | undefined;
}

/** A change of one row or group. Within a commit they take effect in order. */
export type Mutation =
  | { readonly kind: 'put'; readonly key: RowKey; readonly value: Uint8Array }
  | { readonly kind: 'delete'; readonly key: RowKey }
  /** Removes every row of a group, those put earlier in the same commit included. */
  | { readonly kind: 'drop-group'; readonly table: Table; readonly group: string };

export interface Commit {
  readonly partition: PartitionId;
  /** The epoch `acquire` returned to this owner. */
  readonly epoch: Epoch;
  /** Exactly one more than the last commit's. */
  readonly sequence: number;
  readonly appliedOffset: LogOffset | undefined;
  readonly mutations: readonly Mutation[];
}

export interface StoredRow {
  readonly member: string;
  readonly value: Uint8Array;
}

export interface ScanOptions {
  /** Only members after this one. */
  readonly after?: string;
  /** Only members before this one. */
  readonly before?: string;
  /** At most so many rows, at least 1. */
  readonly limit: number;
  /** From the last member to the first; the bounds mean the same. */
  readonly isDescending?: boolean;
}

/** Reads of committed rows. Anybody may read; only the owner of a partition may rely on what it read staying so. */
export interface StateReader {
  get(partition: PartitionId, key: RowKey): Promise<Uint8Array | undefined>;
  getMany(partition: PartitionId, keys: readonly RowKey[]): Promise<Array<Uint8Array | undefined>>;
  /** Rows of one group in the order of their members' UTF-8 bytes, ascending unless asked otherwise. */
  scan(partition: PartitionId, table: Table, group: string, options: ScanOptions): Promise<StoredRow[]>;
  /** Same as `get`, at once; only where the adapter can (embedded stores). */
  readonly getSync?: (partition: PartitionId, key: RowKey) => Uint8Array | undefined;
}

/**
 * Durable rows of all partitions, with a fenced, atomic commit per partition.
 *
 * - **Atomic and durable**: when `commit` resolves, all of it is on stable storage; before that, none or all of it may be.
 * - **Fenced**: a commit that names an epoch other than the newest is refused with `STORE_FENCED`.
 * - **In order**: a commit whose sequence is not the stored one plus 1 is refused with `STORE_DIVERGED`.
 * - **Idempotent**: repeating the last commit (same epoch and sequence) succeeds without effect, so that an unknown
 *   outcome is retried, never guessed.
 * - A store that cannot answer rejects with `STORE_UNAVAILABLE` (retryable).
 *
 * Commits of one partition may be issued while earlier ones are under way; they take effect in the order issued.
 */
export interface StateStore extends StateReader {
  /**
   * Become the owner: gives the partition a new epoch, durably, and returns where it stands. The epoch is `atLeast`, or one
   * more than the last if that is greater.
   *
   * Owners pass the time, in ms since 1970: so no epoch is handed out twice, although a store that was restored from a
   * copy has forgotten who acquired it since, and an owner of that time may still be at work.
   */
  acquire(partition: PartitionId, atLeast?: number): Promise<PartitionPosition>;
  commit(commit: Commit): Promise<void>;
  close(): Promise<void>;
}
