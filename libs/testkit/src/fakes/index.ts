/** The fakes alone, for programs: the suites next door need a test runner. */
export { ManualClock } from './manual-clock.js';
export { MemoryStateStore, type CommitFailure } from './memory-state-store.js';
export { MemoryStoreData } from './memory-store-data.js';
export { SequentialIds } from './sequential-ids.js';
