import { PerdureError, type Epoch, type PartitionId, type RowKey, type Table } from '@perdure/model';
import type { Commit, Mutation, PartitionPosition, ScanOptions, StateStore, StoredRow } from '@perdure/ports';
import type { Database } from './database.js';
import type { GroupWriter } from './group-writer.js';
import { groupRange, memberOffset, positionKey, rowKey } from './keys.js';
import { decodePosition, encodePosition, unownedPosition, type StoredPosition } from './position-row.js';
import { tableNumbers } from './table-numbers.js';

/** Where a partition will stand once everything submitted is written. */
interface IssuedPosition {
  readonly position: StoredPosition;
  /** Settles with the write that led there. */
  readonly durable: Promise<void>;
}

/**
 * The state store on LevelDB. LevelDB lets one process in, so fencing and sequence are decided here, in memory, against
 * what was submitted last; the position row goes into the same batch as the mutations it stands for.
 */
export class EmbeddedStateStore implements StateStore {
  private readonly issued = new Map<PartitionId, IssuedPosition>();

  constructor(
    private readonly database: Database,
    private readonly writer: GroupWriter,
    readonly close: () => Promise<void>,
  ) {}

  get(partition: PartitionId, key: RowKey): Promise<Uint8Array | undefined> {
    return this.database.get(rowKey(partition, key.table, key.group, key.member));
  }

  getSync(partition: PartitionId, key: RowKey): Uint8Array | undefined {
    return this.database.getSync(rowKey(partition, key.table, key.group, key.member));
  }

  getMany(partition: PartitionId, keys: readonly RowKey[]): Promise<Array<Uint8Array | undefined>> {
    return this.database.getMany(keys.map((key) => rowKey(partition, key.table, key.group, key.member)));
  }

  async scan(
    partition: PartitionId,
    table: Table,
    group: string,
    options: ScanOptions,
  ): Promise<StoredRow[]> {
    const { after, before, limit, isDescending = false } = options;
    const whole = groupRange(partition, group, tableNumbers[table]);
    const range = {
      // The smallest key greater than one is that key with a zero byte behind.
      from: after === undefined ? whole.from : rowKey(partition, table, group, `${after}\0`),
      to: before === undefined ? whole.to : rowKey(partition, table, group, before),
    };
    const start = memberOffset(group);
    const rows = await this.database.rows(range, limit, isDescending);
    return rows.map(([key, value]) => ({ member: textOf(key, start), value }));
  }

  async acquire(partition: PartitionId, atLeast = 0): Promise<PartitionPosition> {
    if (this.writer.isBroken) await this.writer.repair();
    const last = this.position(partition).position;
    const next = { ...last, epoch: Math.max(last.epoch + 1, atLeast) as Epoch };
    await this.issue(partition, next, []);
    return { epoch: next.epoch, sequence: next.sequence, appliedOffset: next.appliedOffset };
  }

  async commit(commit: Commit): Promise<void> {
    if (this.writer.isBroken) await this.writer.repair();
    const { partition, epoch, sequence, appliedOffset } = commit;
    const { position: last, durable } = this.position(partition);

    if (epoch !== last.epoch) throw fenced(commit, last);
    if (sequence === last.sequence && epoch === last.committedBy) return durable;
    if (sequence !== last.sequence + 1) throw diverged(commit, last);
    return this.issue(partition, { epoch, sequence, committedBy: epoch, appliedOffset }, commit.mutations);
  }

  /** Positions that were not written must not be built on; they are read again. */
  forgetPositions(): void {
    this.issued.clear();
  }

  private issue(
    partition: PartitionId,
    position: StoredPosition,
    mutations: readonly Mutation[],
  ): Promise<void> {
    const durable = this.writer.submit({
      partition,
      mutations,
      key: positionKey(partition),
      value: encodePosition(position),
    });
    this.issued.set(partition, { position, durable });
    return durable;
  }

  private position(partition: PartitionId): IssuedPosition {
    let issued = this.issued.get(partition);
    if (issued === undefined) {
      const row = this.database.getSync(positionKey(partition));
      const position = row === undefined ? unownedPosition : decodePosition(row);
      issued = { position, durable: Promise.resolve() };
      this.issued.set(partition, issued);
    }
    return issued;
  }
}

function textOf(key: Uint8Array, start: number): string {
  return Buffer.from(key.buffer, key.byteOffset + start, key.byteLength - start).toString();
}

function fenced(commit: Commit, last: StoredPosition): PerdureError {
  const { partition, epoch } = commit;
  return new PerdureError(
    'STORE_FENCED',
    `Partition ${partition} has an owner of epoch ${last.epoch}; epoch ${epoch} must stop.`,
    { details: { partition, epoch, storedEpoch: last.epoch } },
  );
}

function diverged(commit: Commit, last: StoredPosition): PerdureError {
  const { partition, sequence } = commit;
  return new PerdureError(
    'STORE_DIVERGED',
    `Partition ${partition} stands at commit ${last.sequence}, so ${sequence} cannot follow. Reload the partition and read the log again.`,
    { details: { partition, sequence, storedSequence: last.sequence } },
  );
}
