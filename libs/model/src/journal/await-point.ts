/** How the children of an await point combine (service-protocol 3.3, CombinatorType). */
export type Combinator =
  | 'unknown'
  | 'first-completed'
  | 'all-completed'
  | 'first-succeeded-or-all-failed'
  | 'all-succeeded-or-first-failed';

/**
 * What a suspended handler waits for. V5 and V6 send a flat list (`first-completed`), V7 a tree.
 * Children are all ids plus all nested await points.
 */
export interface AwaitPoint {
  readonly combinator: Combinator;
  readonly completions: readonly number[];
  readonly signals: readonly number[];
  readonly namedSignals: readonly string[];
  readonly nested: readonly AwaitPoint[];
}
