import type { PartitionId, PerdureError } from '@perdure/model';
import type { CommandLog, MetadataStore, OutputNotifier, StateStore } from '@perdure/ports';

/** The adapters a topology chooses; everything above them is the same code. */
export interface Backends {
  readonly log: CommandLog;
  readonly store: StateStore;
  readonly metadata: MetadataStore;
  readonly notifier: OutputNotifier;
  readonly partitionCount: number;
  /** A partition stopped on its own: fenced, its store lost writes, or we are wrong. */
  readonly onPartitionStopped: (partition: PartitionId, reason: PerdureError) => void;
}
