/**
 * Which methods each path has, for the `allow` header of a 405: the router only knows whether a path and a method
 * go together. Filled while routes are registered, in their order.
 */
export class AllowedMethods {
  private readonly routes = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>();

  /** @param url as registered, with `:name` for a segment */
  add(url: string, method: string | readonly string[]): void {
    const known = this.routes.get(url) ?? { path: pathOf(url), methods: new Set<string>() };
    for (const each of typeof method === 'string' ? [method] : method) known.methods.add(each);
    this.routes.set(url, known);
  }

  /** The methods of what is at this URL; empty when nothing is there. */
  of(url: string): string[] {
    const [path = ''] = url.split('?', 1);
    const methods = new Set<string>();
    for (const route of this.routes.values()) {
      if (route.path.test(path)) for (const method of route.methods) methods.add(method);
    }
    return [...methods];
  }
}

function pathOf(url: string): RegExp {
  const segments = url
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replace(/[^\w-]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}
