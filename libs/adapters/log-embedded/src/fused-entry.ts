import type { LogOffset, PartitionRecord } from '@perdure/model';
import type { LogEntry } from '@perdure/ports';

/** A record on its way, and the promise of whoever appended it. It settles once; later calls have no effect. */
export class FusedEntry implements LogEntry {
  /** A field, not a method: subscribers keep it apart from its entry until the commit. */
  readonly settle: (error?: unknown) => void;

  /** @param unsettled holds the entry until it is settled */
  constructor(
    readonly offset: LogOffset,
    readonly record: PartitionRecord,
    unsettled: Set<FusedEntry>,
    resolve: () => void,
    reject: (error: unknown) => void,
  ) {
    unsettled.add(this);
    this.settle = (error) => {
      if (!unsettled.delete(this)) return;
      if (error === undefined) resolve();
      else reject(error);
    };
  }
}
