export type { Count, Distribution, Level } from './instruments.js';
export {
  attemptOutcomes,
  createMetrics,
  ingressStatuses,
  type AttemptOutcome,
  type IngressStatus,
  type Metrics,
} from './metrics.js';
export { openTracing, type Tracing, type TracingOptions } from './tracing/tracing.js';
