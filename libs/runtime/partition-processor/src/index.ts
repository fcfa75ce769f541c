export type { AttemptRunner, AttemptSink } from './attempt-runner.js';
export type { PartitionDeps, PartitionListener, PartitionSettings } from './owned-partition.js';
export { PartitionOwner } from './partition-owner.js';
export {
  PartitionProcessor,
  type ProcessorObserver,
  type ProcessorOptions,
  type ScheduleTurn,
} from './partition-processor.js';
export type { PartitionTracer } from './tracer.js';
