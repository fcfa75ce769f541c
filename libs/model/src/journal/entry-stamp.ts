import type { InvocationRow } from '../rows/rows.js';

/**
 * Tells one journal entry from every other that may ever stand in its place. Its index alone does not: after a loss of
 * the store's last writes a handler takes its steps again, perhaps others than before, and an id that is used again
 * begins its journal anew. Neither happens within the millisecond in which the entry was appended.
 */
export interface EntryStamp {
  readonly index: number;
  readonly appendedAtMs: number;
}

/** Of the newest entry. */
export function lastEntryStamp({ journalLength, lastEntryAtMs }: InvocationRow): EntryStamp {
  return { index: journalLength - 1, appendedAtMs: lastEntryAtMs };
}

export function isSameStamp(left: EntryStamp | undefined, right: EntryStamp | undefined): boolean {
  return left?.index === right?.index && left?.appendedAtMs === right?.appendedAtMs;
}
