import type { RowTypes, Table } from '@perdure/model';

/**
 * The rows of the partition as of the last applied input, committed or not. Reads are synchronous.
 * A view that does not have a row (or group) at hand throws {@link RowsNeeded}; the runtime loads what it names and
 * applies the same input again, which is safe because applying is pure.
 */
export interface PartitionView {
  get<T extends Table>(table: T, group: string, member: string): RowTypes[T] | undefined;
  /** All rows of a group in member order. Only for groups of bounded size. */
  scan<T extends Table>(table: T, group: string): ReadonlyArray<readonly [member: string, row: RowTypes[T]]>;
}

/** Thrown by a view: these must be loaded before the input can be applied. */
export class RowsNeeded extends Error {
  override readonly name = 'RowsNeeded';
  constructor(
    readonly table: Table,
    readonly group: string,
    /** One row, or the whole group when undefined. */
    readonly member: string | undefined,
  ) {
    super(`${table} rows of ${group} are not loaded`);
  }
}
