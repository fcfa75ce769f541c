import type { Exchange } from './exchange.js';

const always = [
  'vary',
  'origin, access-control-request-method, access-control-request-headers',
  'access-control-allow-credentials',
  'true',
] as const;

/** What every answer carries, so that pages of any origin may call the ingress (ingress-api 2.1). */
export function corsHeaders(origin: string | undefined): readonly string[] {
  return origin === undefined ? always : [...always, 'access-control-allow-origin', origin];
}

/** `OPTIONS` on any path, existing or not: whatever a page asks for is allowed. */
export function answerPreflight(exchange: Exchange): void {
  const headers: string[] = [];
  const method = exchange.plainHeader('access-control-request-method');
  if (method !== undefined) headers.push('access-control-allow-methods', method);
  const names = exchange.plainHeader('access-control-request-headers');
  if (names !== undefined) headers.push('access-control-allow-headers', names);
  exchange.answer(200, headers);
}
