import type { RuleBook } from '@perdure/model';

/** This node's copy of the rules of flow control; it follows changes. */
export interface LimitRulesReader {
  /** The rules in force, read synchronously; another object after a change. */
  readonly book: RuleBook;
  /** Calls back after each change of the book. Returns the function that ends it. */
  watchBook(onChange: () => void): () => void;
}
