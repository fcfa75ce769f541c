import { joinPath, type EndpointAddress } from '../endpoint-address.js';
import { ErrorCode, Http2Error } from './http2-error.js';
import type { Field } from './hpack/static-table.js';

const validName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const invalidInRequestValue = /[^\t\x20-\x7e\x80-\xff]/;
/** RFC 9113, 8.2.1. */
const invalidInResponseValue = /[\0\r\n]/;

/** They mean something between two peers of HTTP/1.1, and nothing here (RFC 9113, 8.2.2). */
const connectionSpecific = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** The final head of a response, or an informational one. */
export interface ResponseHead {
  readonly status: number;
  /** Without pseudo-header fields; what came more than once is joined by commas (RFC 9110, 5.3). */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the `content-length` field. */
  readonly bodyBytes: number | undefined;
}

/** The head of a request as the encoder takes it (RFC 9113, 8.3.1). Throws for a header that HTTP/2 does not carry. */
export function requestHead(
  method: 'GET' | 'POST',
  address: EndpointAddress,
  path: string,
  headers: Readonly<Record<string, string>>,
): readonly string[] {
  const head = [':method', method];
  head.push(':scheme', address.isTls ? 'https' : 'http');
  head.push(':authority', address.authority);
  head.push(':path', joinPath(address, path));
  for (const given in headers) {
    const name = given.toLowerCase();
    // Spaces around a value are not part of it (RFC 9110, 5.5), and HTTP/2 forbids them.
    const value = (headers[given] ?? '').trim();
    if (!validName.test(name) || connectionSpecific.has(name) || invalidInRequestValue.test(value)) {
      throw new Error(`the header '${name}' cannot be sent over HTTP/2`);
    }
    head.push(name, value);
  }
  return head;
}

/** Throws `PROTOCOL_ERROR`, which concerns the stream only, for a malformed head (RFC 9113, 8.1.1). */
export function responseHead(fields: readonly Field[]): ResponseHead {
  let status: number | undefined;
  let bodyBytes: number | undefined;
  const headers: Record<string, string> = {};
  let isPastPseudoHeaders = false;
  for (const [name, value] of fields) {
    if (name === ':status') {
      if (status !== undefined || isPastPseudoHeaders || !/^[1-9]\d\d$/.test(value)) {
        throw malformed(`:status ${value}`);
      }
      status = Number(value);
      continue;
    }
    isPastPseudoHeaders = true;
    checkResponseField(name, value);
    if (name === 'content-length') bodyBytes = contentLength(value, bodyBytes);
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name] ?? ''}, ${value}` : value;
  }
  if (status === undefined) throw malformed('no :status');
  return { status, headers, bodyBytes };
}

/** Trailers tell nothing here, but they have to be well-formed (RFC 9113, 8.1). */
export function checkTrailers(fields: readonly Field[]): void {
  for (const [name, value] of fields) checkResponseField(name, value);
}

function checkResponseField(name: string, value: string): void {
  if (!validName.test(name) || connectionSpecific.has(name)) throw malformed(`field ${JSON.stringify(name)}`);
  if (invalidInResponseValue.test(value)) throw malformed(`value of ${name}`);
}

function contentLength(value: string, before: number | undefined): number {
  const bytes = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (bytes === undefined || (before !== undefined && before !== bytes)) {
    throw malformed(`content-length ${JSON.stringify(value)}`);
  }
  return bytes;
}

function malformed(what: string): Http2Error {
  return new Http2Error(ErrorCode.protocolError, `malformed response: ${what}`);
}
