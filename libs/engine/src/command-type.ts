import type { PartitionCommand, PartitionCommandKind } from '@perdure/model';

/** The partition command of one kind. */
export type CommandOf<K extends PartitionCommandKind> = Extract<PartitionCommand, { kind: K }>;
