import type { Epoch, LogOffset, PartitionId, RowKey, Table } from '@perdure/model';
import type { Commit, Mutation, PartitionPosition, StateStore } from '@perdure/ports';

export const partition = 3 as PartitionId;
export const otherPartition = 4 as PartitionId;

export function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

export function text(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value).toString();
}

export function stateKey(group: string, member: string): RowKey {
  return { table: 'state', group, member };
}

export function put(key: RowKey, value: string): Mutation {
  return { kind: 'put', key, value: bytes(value) };
}

export function remove(key: RowKey): Mutation {
  return { kind: 'delete', key };
}

export function dropGroup(table: Table, group: string): Mutation {
  return { kind: 'drop-group', table, group };
}

export function compareUtf8(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Commits as an owner does: with its epoch, and counting. */
export class PartitionOwner {
  private sequence: number;

  private constructor(
    private readonly store: StateStore,
    readonly partition: PartitionId,
    readonly position: PartitionPosition,
  ) {
    this.sequence = position.sequence;
  }

  static async acquire(store: StateStore, of: PartitionId = partition): Promise<PartitionOwner> {
    return new PartitionOwner(store, of, await store.acquire(of));
  }

  get epoch(): Epoch {
    return this.position.epoch;
  }

  /** The next commit, not yet sent. Its offset is ten times its sequence. */
  next(...mutations: Mutation[]): Commit {
    this.sequence += 1;
    return {
      partition: this.partition,
      epoch: this.epoch,
      sequence: this.sequence,
      appliedOffset: (this.sequence * 10) as LogOffset,
      mutations,
    };
  }

  commit(...mutations: Mutation[]): Promise<void> {
    return this.store.commit(this.next(...mutations));
  }
}
