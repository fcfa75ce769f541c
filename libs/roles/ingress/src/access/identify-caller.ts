import type { Authenticator } from '@perdure/access';

import { ingressErrors, unavailable } from '../errors.js';
import type { Exchange } from '../http/exchange.js';
import { segmentsOf } from '../routes/segments.js';

/**
 * Finds out who sends a request, before anything else of it is looked at. Throws a 401 for nobody, who may only ask
 * whether the ingress is healthy.
 */
export async function identifyCaller(exchange: Exchange, authenticator: Authenticator): Promise<void> {
  const credential = exchange.credential();
  try {
    const caller = credential && (await authenticator.principalOf(credential));
    if (credential !== undefined && caller !== undefined) {
      exchange.caller = caller;
      exchange.credentialHeader = credential.header;
      return;
    }
  } catch (error) {
    throw unavailable(error, 'none');
  }
  if (!isHealthProbe(exchange.target)) throw ingressErrors.unauthenticated(credential !== undefined);
}

function isHealthProbe(target: string): boolean {
  return segmentsOf(target).join('/') === 'restate/health';
}
