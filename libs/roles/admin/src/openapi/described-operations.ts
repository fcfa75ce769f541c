import type { Operations } from './operation.js';
import { batchOperations } from './operations/batches.js';
import { deploymentOperations } from './operations/deployments.js';
import { invocationOperations } from './operations/invocations.js';
import { limitOperations } from './operations/limits.js';
import { readingOperations } from './operations/reading.js';
import { serverOperations } from './operations/server.js';
import { serviceOperations } from './operations/services.js';

/** What is said of every operation there is, by method and path: who may ask for it, and what its document says. */
export const describedOperations: Operations = {
  ...serverOperations,
  ...deploymentOperations,
  ...serviceOperations,
  ...readingOperations,
  ...invocationOperations,
  ...batchOperations,
  ...limitOperations,
};
