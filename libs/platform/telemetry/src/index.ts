export type { Count, Distribution, Level } from './instruments.js';
export {
  attemptOutcomes,
  createMetrics,
  ingressStatuses,
  type AttemptOutcome,
  type IngressStatus,
  type Metrics,
} from './metrics.js';
