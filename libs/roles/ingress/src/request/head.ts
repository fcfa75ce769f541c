import { type Header, parseTraceContext, type TraceContext } from '@perdure/model';

import { ingressErrors } from '../errors.js';
import type { Exchange } from '../http/exchange.js';

/** What a call or send reads from the request's headers, in one pass. */
export interface RequestHead {
  /** The headers the handler gets (ingress-api 3.1). */
  readonly delivered: readonly Header[];
  readonly idempotencyKey: string | undefined;
  readonly contentType: string | undefined;
  readonly limitKey: string | undefined;
  /** Undefined also when the caller's is malformed (ingress-api 2.2). */
  readonly trace: TraceContext | undefined;
}

export const ingressPathHeader = 'x-restate-ingress-path';

/** Not the handler's business: of the connection, or of the ingress. */
const withheld = new Set(['connection', 'host', 'idempotency-key', 'idempotency-expires']);

/**
 * Reads a request's headers. The first of several with one name counts; the handler gets all names in lower case,
 * after one that tells what was requested. What the caller
 * showed to the ingress is withheld: it is not the handler's, and headers are stored and shown. Values are not looked at here ({@link checkHeaderValue}).
 */
export function readHead(exchange: Exchange): RequestHead {
  const { rawHeaders } = exchange;
  const delivered: Header[] = [{ key: ingressPathHeader, value: asText(exchange.target) }];
  const seen = new Set<string>();
  const credentialHeader = exchange.credentialHeader;
  let idempotencyKey: string | undefined;
  let contentType: string | undefined;
  let limitKey: string | undefined;
  let traceparent: string | undefined;
  let tracestate: string | undefined;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const key = (rawHeaders[i] as string).toLowerCase();
    const value = rawHeaders[i + 1] as string;
    // HTTP/2 lists its pseudo headers among the others.
    if (key.charCodeAt(0) === colon || seen.has(key)) continue;
    seen.add(key);
    if (key === 'idempotency-key') idempotencyKey = value;
    else if (key === 'content-type') contentType = value;
    else if (key === 'x-restate-limit-key') limitKey = value;
    else if (key === 'traceparent') traceparent = value;
    else if (key === 'tracestate') tracestate = value;
    if (!withheld.has(key) && key !== credentialHeader) delivered.push({ key, value });
  }
  const trace = traceparent === undefined ? undefined : parseTraceContext(traceparent, tracestate);
  return { delivered, idempotencyKey, contentType, limitKey, trace };
}

/** Header values travel on as text, so they must be text: visible ASCII, blanks and tabs. */
export function checkHeaderValue(name: string, value: string): void {
  if (!isVisible.test(value)) throw ingressErrors.badHeader(name);
}

const colon = 0x3a;
const isVisible = /^[\t\x20-\x7e]*$/;

/** A request target is delivered as a header of text although it may hold any bytes. */
function asText(target: string): string {
  return isVisible.test(target) ? target : Buffer.from(target, 'latin1').toString('utf8');
}
