export type { Clock } from './clock.js';
export type { CommandLog, LogEntry, LogSubscriber } from './command-log.js';
export type {
  AttemptListener,
  AttemptRequest,
  AttemptStream,
  DeploymentClient,
  DiscoveryRequest,
  DiscoveryResponse,
} from './deployment-client.js';
export type { Ids } from './ids.js';
export type { LimitRulesReader } from './limit-rules.js';
export type { MetadataDocument, MetadataStore } from './metadata-store.js';
export type { OutputNotifier } from './output-notifier.js';
export type { RegistryReader } from './registry.js';
export type {
  Commit,
  Mutation,
  PartitionPosition,
  ScanOptions,
  StateReader,
  StateStore,
  StoredRow,
} from './state-store.js';
