import type { FastifyReply } from 'fastify';

import type { Answer } from './answer.js';

/**
 * Sets status and headers; returns the body as it goes out. Bytes, because Fastify would add a charset to the content
 * type of a JSON text.
 */
export function prepareAnswer(
  reply: FastifyReply,
  { status, headers, body }: Answer,
): Uint8Array | undefined {
  reply.status(status).headers({ ...headers });
  if (body === undefined) return undefined;
  const isJson = body.kind === 'json';
  reply.header('content-type', isJson ? 'application/json' : 'text/plain; charset=utf-8');
  return Buffer.from(isJson ? JSON.stringify(body.value) : body.text);
}
