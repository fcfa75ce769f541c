/**
 * How a field of a request uses the peer's table. Almost all fields are the same in every request to a deployment, so they
 * are put there once and cost a byte from then on.
 */
export type Indexing =
  /** Name and value are worth keeping. */
  | 'field'
  /** Every request has another value. */
  | 'name'
  /** A secret: no intermediary may index it either (RFC 7541, 7.1.3). */
  | 'never';

const byName: ReadonlyMap<string, Indexing> = new Map([
  ['x-restate-invocation-id', 'name'],
  ['x-restate-service-key', 'name'],
  ['traceparent', 'name'],
  ['tracestate', 'name'],
  ['authorization', 'never'],
  ['cookie', 'never'],
  ['proxy-authorization', 'never'],
  ['x-restate-jwt-v1', 'never'],
]);

export function indexingOf(name: string): Indexing {
  return byName.get(name) ?? 'field';
}
