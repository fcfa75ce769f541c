import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';

import type { Headers } from '../corpus/corpus.js';

export interface WireRequest {
  readonly url: string;
  readonly method: string;
  /** Sent as it stands: no dot segment is resolved, no character escaped. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Buffer | undefined;
  readonly isChunked: boolean;
}

export interface WireAnswer {
  readonly status: number;
  /** In the order they came, names in lower case. */
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Far beyond what an answer takes; a request that hangs is a difference, too. */
const ANSWER_MS_MAX = 20_000;

/** A connection per request: the reference closes one after some answers, and the next request must not notice. */
const agent = new Agent({ keepAlive: false });

/**
 * Neither `fetch` nor other clients, which resolve, escape and refuse what a corpus must be able to send. Rejects when
 * there is no answer.
 */
export async function exchange(request: WireRequest): Promise<WireAnswer> {
  const message = await send(request);
  const body = await buffer(message);
  const { rawHeaders } = message;
  const headers: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index]?.toLowerCase() ?? '', rawHeaders[index + 1] ?? '']);
  }
  return { status: message.statusCode ?? 0, headers, body };
}

function send({ url, method, target, headers, body, isChunked }: WireRequest): Promise<IncomingMessage> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      agent,
      hostname,
      port,
      method,
      path: target,
      headers: [...['host', `${hostname}:${port}`], ...framing(body, isChunked), ...headers.flat()],
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function framing(body: Buffer | undefined, isChunked: boolean): readonly string[] {
  if (isChunked) return ['transfer-encoding', 'chunked'];
  return body === undefined ? [] : ['content-length', String(body.length)];
}
