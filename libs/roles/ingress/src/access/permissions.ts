import type { Principal } from '@perdure/access';
import type { AttachTarget } from '@perdure/model';

import { ingressErrors } from '../errors.js';
import type { Services } from '../routes/service-target.js';

/**
 * The services as the caller may know them. Asking for another one throws a 403, whether it exists or not: what is
 * registered is none of the caller's business.
 */
export function invocableServices(services: Services, caller: Principal): Services {
  if (caller.mayInvokeAll) return services;
  return {
    service: (name) => {
      if (!caller.mayInvoke(name)) throw ingressErrors.forbidden(`service '${name}'`);
      return services.service(name);
    },
  };
}

/** Throws a 403 for the invocation of a service that the caller may not invoke. One named by its id is looked at later. */
export function checkMayInvoke(caller: Principal, target: AttachTarget): void {
  const service = serviceOf(target);
  if (service !== undefined && !caller.mayInvoke(service))
    throw ingressErrors.forbidden(`service '${service}'`);
}

function serviceOf(target: AttachTarget): string | undefined {
  switch (target.kind) {
    case 'workflow':
      return target.workflow;
    case 'idempotent-request':
      return target.service;
    case 'invocation':
      return undefined;
  }
}
