import type { PartitionId, RowKey, Table } from '@perdure/model';
import type { Commit, PartitionPosition, ScanOptions, StateStore, StoredRow } from '@perdure/ports';
import { closedError, closeRedis, translateRedisError, type RedisConnection } from '@perdure/redis-client';
import { PartitionKeys } from './keys.js';
import { PartitionClient, type WriteScripts } from './partition-client.js';
import { RowReader, type ReadScripts } from './row-reader.js';

interface Partition {
  readonly keys: PartitionKeys;
  readonly client: PartitionClient;
}

/**
 * The state store on Redis or Redis Cluster. One script applies a commit, so Redis itself decides, fences and keeps it
 * whole. Commits go over a connection of their own, in the order issued and without waiting for one another; reads do
 * not queue behind them.
 *
 * A commit is as durable as Redis is configured: on disk with `appendonly yes` and `appendfsync always`. With
 * `everysec` a crash of the machine may lose the last second or two, and a failover may lose what was not replicated
 * yet, because replication is asynchronous. Owners then see `STORE_DIVERGED` and apply the command log again.
 */
export class RedisStateStore implements StateStore {
  private readonly partitions = new Map<PartitionId, Partition>();
  private readonly reader: RowReader;
  private isClosed = false;

  constructor(
    private readonly writes: RedisConnection,
    private readonly reads: RedisConnection,
    private readonly writeScripts: WriteScripts,
    readScripts: ReadScripts,
    private readonly namespace: string,
  ) {
    this.reader = new RowReader(reads, readScripts);
  }

  /** Resolves when Redis answers; rejects with `STORE_UNAVAILABLE` when it does not. */
  async ping(): Promise<void> {
    this.assertOpen();
    try {
      await Promise.all([this.writes.ping(), this.reads.ping()]);
    } catch (error) {
      throw translateRedisError(error);
    }
  }

  async get(partition: PartitionId, key: RowKey): Promise<Uint8Array | undefined> {
    return this.reader.get(this.partition(partition).keys, key);
  }

  async getMany(partition: PartitionId, keys: readonly RowKey[]): Promise<Array<Uint8Array | undefined>> {
    return this.reader.getMany(this.partition(partition).keys, keys);
  }

  async scan(
    partition: PartitionId,
    table: Table,
    group: string,
    options: ScanOptions,
  ): Promise<StoredRow[]> {
    return this.reader.scan(this.partition(partition).keys, table, group, options);
  }

  async acquire(partition: PartitionId, atLeast = 0): Promise<PartitionPosition> {
    return this.partition(partition).client.acquire(atLeast);
  }

  async commit(commit: Commit): Promise<void> {
    return this.partition(commit.partition).client.commit(commit);
  }

  /** Lets what was issued before finish. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([closeRedis(this.writes), closeRedis(this.reads)]);
  }

  private partition(id: PartitionId): Partition {
    this.assertOpen();
    let partition = this.partitions.get(id);
    if (partition === undefined) {
      const keys = new PartitionKeys(this.namespace, id);
      partition = { keys, client: new PartitionClient(id, keys, this.writeScripts) };
      this.partitions.set(id, partition);
    }
    return partition;
  }

  private assertOpen(): void {
    if (this.isClosed) throw closedError();
  }
}
