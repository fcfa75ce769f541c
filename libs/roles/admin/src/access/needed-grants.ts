import type { Need, Operations } from '../openapi/operation.js';

/** What describes this API, and so tells nothing of this server. Browsers open it, and they cannot send credentials. */
const documentation = /^\/(?:openapi|docs(?:[/-].*)?)$/;

/**
 * What each route needs, by the table that describes the operations. What is not in it is nobody's but an
 * administrator's, so that a route that was forgotten is closed.
 */
export class NeededGrants {
  private readonly needs: ReadonlyMap<string, Need>;

  constructor(operations: Operations) {
    this.needs = new Map(
      Object.entries(operations).map(([operation, { grant }]) => [asRoute(operation), grant]),
    );
  }

  /** @param route as registered, with `:name` for a segment; undefined: there is none, which readers may know */
  of(method: string, route: string | undefined): Need {
    if (route === undefined) return 'read';
    if (documentation.test(route)) return 'none';
    return this.needs.get(`${method === 'HEAD' ? 'GET' : method} ${route}`) ?? 'admin';
  }
}

function asRoute(operation: string): string {
  return operation.replaceAll(/\{(\w+)\}/g, ':$1');
}
