/** Where Perdure answers differently on purpose, and why. `docs/compatibility.md` is written from it. */
export interface Difference {
  readonly where: string;
  readonly reference: string;
  readonly perdure: string;
  readonly reason: string;
}

export const differences = {
  scopes: {
    where: 'ingress, `/restate/scope/{scope}/…`',
    reference: '400 unless an experimental switch is set on a fresh data directory',
    perdure: 'scopes work',
    reason: 'On by default; a setting refuses them for those who want the default of the reference.',
  },
  informationalCode: {
    where: 'ingress, a terminal error with code 100',
    reference: '500 with an empty body',
    perdure: '500 with the error body',
    reason: 'The caller learns what happened.',
  },
  readInvocations: {
    where: 'admin, `GET /invocations` and `GET /invocations/{id}`',
    reference: '404 and 405: invocations are read with SQL only',
    perdure: 'lists and shows invocations',
    reason: 'Reading over plain REST is an addition of ours.',
  },
  oldAwakeableIds: {
    where: 'ingress, awakeable ids of the old journal (`prom_1…`)',
    reference: '202: taken, whether or not anybody waits',
    perdure: '400',
    reason:
      'No invocation here ever gave one out; a caller that has one asks the wrong server, and learns it.',
  },
  unknownMethods: {
    where: 'both ports, methods that HTTP/1.1 allows and Node.js does not know',
    reference: 'as any method that is not possible at a path',
    perdure: '400 without a body',
    reason: 'The HTTP parser of Node.js refuses them; those it knows are answered as by the reference.',
  },
  rawBytesInPaths: {
    where: 'both ports, bytes beyond ASCII in a request line',
    reference: 'taken as they are',
    perdure: '400 without a body',
    reason: 'The HTTP parser of Node refuses them, as RFC 9112 asks; clients escape them.',
  },
  console: {
    where: 'admin, `GET /` and `GET /ui`',
    reference: '308 to the web console',
    perdure: '404',
    reason: 'There is no console yet.',
  },
  privateServiceDocument: {
    where: 'admin, OpenAPI document of a private service',
    reference: 'describes handlers that the ingress refuses to call',
    perdure: 'has no paths',
    reason: 'A document that lists what cannot be called makes clients that do not work.',
  },
  nullsInDocuments: {
    where: 'admin, `tags` of OpenAPI documents',
    reference: '`"description": null`',
    perdure: 'the description or no such field',
    reason: 'OpenAPI 3.1 wants a text; validators refuse the document of the reference.',
  },
  arraysAsObjects: {
    where: 'admin, a JSON array where an object is expected',
    reference: 'an empty array is an empty object',
    perdure: '422',
    reason: 'The reference reads arrays as fields in order, which nobody sends on purpose.',
  },
} as const satisfies Readonly<Record<string, Difference>>;

export type DifferenceName = keyof typeof differences;

/** Headers that Perdure adds to its answers. */
export const ownHeaders: readonly { readonly name: string; readonly reason: string }[] = [
  {
    name: 'content-security-policy',
    reason: 'admin: browsers neither run an answer nor show it in a frame.',
  },
  { name: 'x-frame-options', reason: 'admin: the same for older browsers.' },
  { name: 'x-content-type-options', reason: 'admin: browsers do not guess what an answer is.' },
  { name: 'cross-origin-resource-policy', reason: 'admin: pages of others cannot embed an answer.' },
  { name: 'referrer-policy', reason: 'admin: ids in paths are not told to others.' },
];
