import type { HandlerSchema, ServiceRevision } from '@perdure/model';
import { handlingOf, type Handling, type HandlingDefaults } from '@perdure/registry';

/** How handlers are treated, worked out once per handler: registry entries are replaced as wholes, never changed. */
export class HandlingLookup {
  private readonly known = new WeakMap<ServiceRevision, Map<HandlerSchema, Handling>>();

  constructor(private readonly defaults: HandlingDefaults) {}

  handling(service: ServiceRevision, handler: HandlerSchema): Handling {
    let ofService = this.known.get(service);
    if (ofService === undefined) {
      ofService = new Map();
      this.known.set(service, ofService);
    }
    let handling = ofService.get(handler);
    if (handling === undefined) {
      handling = handlingOf(service, handler, this.defaults);
      ofService.set(handler, handling);
    }
    return handling;
  }
}
