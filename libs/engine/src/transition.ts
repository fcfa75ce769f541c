import type { RowTypes, Table } from '@perdure/model';
import type { Effect } from './effect.js';

/** A change of one row or group, with the row as a value; the runtime encodes it for the store. */
export type RowChange =
  | {
      readonly [T in Table]: {
        readonly kind: 'put';
        readonly table: T;
        readonly group: string;
        readonly member: string;
        readonly row: RowTypes[T];
      };
    }[Table]
  | { readonly kind: 'delete'; readonly table: Table; readonly group: string; readonly member: string }
  | { readonly kind: 'drop-group'; readonly table: Table; readonly group: string };

/** What applying one input comes to: changes to commit together, in order, and effects to run after that commit. */
export interface Transition {
  readonly changes: readonly RowChange[];
  readonly effects: readonly Effect[];
}
