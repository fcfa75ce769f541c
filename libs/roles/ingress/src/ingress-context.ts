import type { IngressDeps } from './dependencies.js';
import type { ResultWaits } from './results/result-waits.js';
import type { StoredInvocations } from './results/stored-invocations.js';

/** What endpoints work with. */
export interface IngressContext extends IngressDeps {
  readonly stored: StoredInvocations;
  readonly waits: ResultWaits;
}
