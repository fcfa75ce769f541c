import type { IncomingHttpHeaders } from 'node:http';

/** A header that came more than once is joined as HTTP allows. */
export function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined) continue;
    plain[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return plain;
}
