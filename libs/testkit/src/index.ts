export { describeCommandLog } from './describe-command-log.js';
export { describeMetadataStore } from './describe-metadata-store.js';
export { describeOutputNotifier, type OutputNotifierFixture } from './describe-output-notifier.js';
export { ManualClock } from './fakes/manual-clock.js';
export { MemoryStateStore, type CommitFailure } from './fakes/memory-state-store.js';
export { MemoryStoreData } from './fakes/memory-store-data.js';
export { RecordingSubscriber } from './fakes/recording-subscriber.js';
export { SequentialIds } from './fakes/sequential-ids.js';
export {
  describeWithKafka,
  kafkaVersions,
  type TestKafka,
  type TestKafkaOptions,
} from './servers/describe-with-kafka.js';
export { describeWithRedis, type TestRedis, type TestRedisOptions } from './servers/describe-with-redis.js';
export { describeStateStore, type StateStoreSuiteOptions } from './state-store/describe-state-store.js';
export type { StoreFixture } from './store-fixture.js';
export { until } from './until.js';
