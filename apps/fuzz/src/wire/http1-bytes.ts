import type { Random } from '../chance/random.js';
import type { FuzzRequest } from '../requests/request.js';

/** Line by line, so that something can be done to each of them. One character per byte. */
export interface Http1Head {
  readonly requestLine: string;
  readonly fields: readonly string[];
}

export interface Http1Message extends Http1Head {
  readonly body: Buffer;
}

/** The request as HTTP/1.1 wants it, its body announced by length or in chunks. */
export function asMessage({ method, target, headers, body }: FuzzRequest, random: Random): Http1Message {
  const fields = ['host: fuzz', ...headers.map(([name, value]) => `${name}: ${value}`)];
  const requestLine = `${method} ${target} HTTP/1.1`;
  if (body === undefined) return { requestLine, fields, body: Buffer.alloc(0) };
  if (random.chance(0.3))
    return { requestLine, fields: [...fields, 'transfer-encoding: chunked'], body: inChunks(body, random) };
  return { requestLine, fields: [...fields, `content-length: ${body.length}`], body };
}

export function bytesOf({ requestLine, fields, body }: Http1Message, lineEnd = '\r\n'): Buffer {
  const head = [requestLine, ...fields, '', ''].join(lineEnd);
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/** Whether a server that reads HTTP/1.1 as it is defined has nothing to complain about, and goes on reading after it. */
export function isPlain({ method, target, headers }: FuzzRequest): boolean {
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, target.length);
  return (
    method !== 'CONNECT' &&
    /^[\x21-\x7e]+$/.test(target) &&
    /^(\/|\*$|https?:\/\/)/.test(target) &&
    headers.every(
      ([name, value]) => !unplainHeaders.has(name.toLowerCase()) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value),
    ) &&
    bytes < HEAD_BYTES_TAKEN
  );
}

/** Of the connection, or with a meaning of their own for the server. */
const unplainHeaders = new Set(['connection', 'expect', 'host', 'upgrade']);
const HEAD_BYTES_TAKEN = 60_000;

function inChunks(body: Buffer, random: Random): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const chunk = body.subarray(at, at + random.between(1, Math.max(1, body.length)));
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
    at += chunk.length;
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
