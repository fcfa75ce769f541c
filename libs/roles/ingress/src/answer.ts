import type { Failure, InvocationId, OutputSchema, Result } from '@perdure/model';

import type { IngressError } from './errors.js';
import type { Exchange } from './http/exchange.js';
import type { RequestEnding } from './ingress-observer.js';

const json = 'application/json';

/** The outcome of an invocation. */
export interface Outcome {
  readonly invocationId: InvocationId;
  readonly result: Result;
  /** Of the handler; undefined when it is not registered any more and the result carries no value. */
  readonly output: OutputSchema | undefined;
  /** Until when the result is kept: only when it was stored already when the request came (ingress-api 3.2). */
  readonly expiresAtMs: number | undefined;
}

/** The one place that maps the outcome of an invocation to HTTP (ingress-api 3.2, 5). */
export function answerOutcome(
  exchange: Exchange,
  { invocationId, result, output, expiresAtMs }: Outcome,
): void {
  const headers = ['x-restate-id', invocationId];
  if (expiresAtMs !== undefined) headers.push('idempotency-expires', rfc3339(expiresAtMs));
  if (result.kind === 'failure') {
    answerFailure(exchange, headers, result.failure);
    return;
  }
  const isEmpty = result.value.byteLength === 0;
  if (output?.contentType !== undefined && (!isEmpty || output.setContentTypeIfEmpty)) {
    headers.push('content-type', output.contentType);
  }
  exchange.answer(200, headers, result.value, 'completed');
}

/** An answer of the ingress itself (ingress-api 1). */
export function answerError(exchange: Exchange, error: IngressError): void {
  const headers = ['x-restate-error-source', 'ingress', 'content-type', json];
  for (const [name, value] of Object.entries(error.headers)) headers.push(name, value);
  const body = JSON.stringify({ code: error.status, message: error.message, source: 'ingress' });
  exchange.answer(error.status, headers, body, endingOf(error));
}

export function answerJson(exchange: Exchange, body: string): void {
  exchange.answer(200, ['content-type', json], body);
}

/** A send (ingress-api 3.3). */
export function answerSend(
  exchange: Exchange,
  invocationId: InvocationId,
  status: 'Accepted' | 'PreviouslyAccepted',
  executeAtMs: number | undefined,
): void {
  const executionTime =
    executeAtMs === undefined ? '' : `"executionTime":"${rfc3339WithNanoseconds(executeAtMs)}",`;
  const body = `{"invocationId":"${invocationId}",${executionTime}"status":"${status}"}`;
  exchange.answer(202, ['content-type', json, 'x-restate-id', invocationId], body, 'completed');
}

function answerFailure(exchange: Exchange, headers: string[], failure: Failure): void {
  const status = statusOf(failure.code);
  headers.push('x-restate-error-source', 'invocation', 'content-type', json);
  exchange.answer(status, headers, failureBody(failure), 'invocation_error');
}

function endingOf({ status }: IngressError): RequestEnding {
  if (status === 429) return 'rate_limited';
  return status < 500 ? 'request_error' : 'ingress_error';
}

/**
 * Handlers choose codes freely. Those that can end an HTTP exchange become the status, success codes included: the
 * header tells that it is a failure (ingress-api 5.2).
 */
function statusOf(code: number): number {
  return code < 200 || code > 999 ? 500 : code;
}

function failureBody({ code, message, stacktrace, metadata }: Failure): string {
  return JSON.stringify({
    code,
    message,
    stacktrace,
    metadata: metadata === undefined || metadata.length === 0 ? undefined : Object.fromEntries(metadata),
    source: 'invocation',
  });
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00');
}

function rfc3339WithNanoseconds(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000000Z');
}
