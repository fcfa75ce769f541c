import { randomUUID } from 'node:crypto';

import { type BodyPlan, type LoadPlan, type RequestPlan } from './load-plan.js';

export type RequestSource = () => Buffer;

/** Requests, ready to be written; built beforehand unless each must be new. */
export function createRequestSource({ port, request }: LoadPlan): RequestSource {
  const { keys = 1, body, isIdempotent = false } = request;
  if (body?.kind === 'due') return delayedRequests(port, request.path, body.dueMs);
  if (keys === 'unique' || isIdempotent) return newRequests(port, request);

  const requests = Array.from({ length: keys }, (_, key) =>
    encode(port, request.path.replace('{key}', `key-${key}`), body),
  );
  let next = 0;
  return () => {
    if (next === requests.length) next = 0;
    return requests[next++] as Buffer;
  };
}

function newRequests(port: number, { path, body, isIdempotent = false }: RequestPlan): RequestSource {
  const run = randomUUID();
  let count = 0;
  return () => {
    const key = `${run}-${count++}`;
    return encode(port, path.replace('{key}', key), body, isIdempotent ? `idempotency-key: ${key}\r\n` : '');
  };
}

function delayedRequests(port: number, path: string, firstDueMs: number): RequestSource {
  let count = 0;
  return () => {
    const dueMs = firstDueMs + (count++ % 1000);
    const delayMs = Math.max(0, dueMs - Date.now());
    return encode(port, `${path}?delay=${delayMs}ms`, { kind: 'json', text: String(dueMs) });
  };
}

function encode(port: number, path: string, body: BodyPlan | undefined, moreHeaders = ''): Buffer {
  const content = contentOf(body);
  const type = body === undefined ? '' : `content-type: ${contentTypes[body.kind]}\r\n`;
  const head =
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${type}${moreHeaders}` +
    `content-length: ${content.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), content]);
}

const contentTypes = {
  json: 'application/json',
  due: 'application/json',
  binary: 'application/octet-stream',
} as const;

function contentOf(body: BodyPlan | undefined): Buffer {
  switch (body?.kind) {
    case 'json':
      return Buffer.from(body.text);
    case 'binary':
      return Buffer.alloc(body.bytes, 'x');
    case 'due':
      return Buffer.from(String(body.dueMs));
    case undefined:
      return Buffer.alloc(0);
  }
}
