export { ManualClock } from './fakes/manual-clock.js';
export { MemoryStateStore, type CommitFailure } from './fakes/memory-state-store.js';
export { MemoryStoreData } from './fakes/memory-store-data.js';
export { SequentialIds } from './fakes/sequential-ids.js';
export { describeStateStore, type StateStoreSuiteOptions } from './state-store/describe-state-store.js';
export type { StoreFixture } from './store-fixture.js';
