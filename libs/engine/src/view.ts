import type { RowKey, RowTypes, Table } from '@perdure/model';

/**
 * The rows of the partition as of the last applied input, committed or not. Reads are synchronous.
 * A view that does not have what is read at hand throws {@link RowsNeeded} or {@link GroupNeeded}; the runtime loads what
 * it names and applies the same input again, which is safe because applying is pure.
 */
export interface PartitionView {
  get<T extends Table>(table: T, group: string, member: string): RowTypes[T] | undefined;
  /** All rows of a group in member order. Only for groups of bounded size. */
  scan<T extends Table>(table: T, group: string): ReadonlyArray<readonly [member: string, row: RowTypes[T]]>;
  /** These are about to be read: a view that lacks several of them says so at once, and they are loaded together. */
  prefetch(keys: readonly RowKey[]): void;
}

/**
 * Thrown by a view: these rows must be loaded before the input can be applied. No `Error`, because it is an everyday event
 * over a remote store, and capturing a stack costs more than applying the input.
 */
export class RowsNeeded {
  constructor(readonly keys: readonly RowKey[]) {}
}

/** Thrown by a view: all rows of this group must be loaded. No `Error` either. */
export class GroupNeeded {
  constructor(
    readonly table: Table,
    readonly group: string,
  ) {}
}
