export { createEngine, type Engine } from './apply.js';
export type { Effect } from './effect.js';
export type { AttemptEvent, PartitionInput, Resolution, RetryDecision, TimedInput } from './input.js';
export type { JournalCodec } from './journal-codec.js';
export type { RowChange, Transition } from './transition.js';
export { GroupNeeded, RowsNeeded, type PartitionView } from './view.js';
