import * as http from 'node:http';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { isPerdureError, PerdureError } from '@perdure/model';
import type { DiscoveryRequest, DiscoveryResponse } from '@perdure/ports';
import { joinPath, parseEndpointAddress, type EndpointAddress } from './endpoint-address.js';
import { checkDestination } from './guard.js';
import { requestHead } from './http2/fields.js';
import { Http2Connection } from './http2/http2-connection.js';
import { initialWindowBytes } from './http2/wire.js';
import { openSocket } from './open-socket.js';
import { plainHeaders } from './plain-headers.js';
import type { HttpDeploymentClientSettings } from './settings.js';
import { describeCause } from './transport-error.js';

/** The peer took the connection but does not speak HTTP/2. */
class NotHttp2 extends Error {
  override readonly name = 'NotHttp2';
}

/** The peer took the connection but does not answer in HTTP/1.1. */
class NotHttp11 extends Error {
  override readonly name = 'NotHttp11';
}

class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/** The answer is no manifest, and will not be one next time. */
class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong';

  constructor(bytesMax: number) {
    super(`the answer is longer than ${bytesMax} bytes`);
  }
}

/** A manifest is short, and read as it comes. */
const discoveryWindows = { streamWindowBytes: initialWindowBytes, sessionWindowBytes: initialWindowBytes };
const ignore = (): void => undefined;

export type HttpDiscoveryRequest = Extract<DiscoveryRequest, { readonly kind?: 'http' }>;

/**
 * `GET {uri}/discover` on a connection of its own: registration is rare, and what it learns about the peer must not
 * depend on older connections. Over TLS the peer chooses the HTTP version unless HTTP/1.1 is asked for.
 *
 * Rejects with `DEPLOYMENT_ADDRESS_FORBIDDEN` when it may not, and with `DISCOVERY_FAILED`, whose `details.restateCode` has
 * the code the admin API shows.
 */
export async function discover(
  request: HttpDiscoveryRequest,
  settings: Pick<HttpDeploymentClientSettings, 'certificateAuthorities' | 'guard'>,
): Promise<DiscoveryResponse> {
  const address = parseEndpointAddress(request.uri);
  checkDestination(address, settings.guard);
  const protocols = request.useHttp11 ? ['http/1.1'] : ['h2', 'http/1.1'];
  const socket = openSocket(address, protocols, settings);
  const deadline = setTimeout(() => {
    socket.destroy(new DeadlinePassed(`no answer within ${request.timeoutMs} ms`));
  }, request.timeoutMs);
  try {
    await once(socket, address.isTls ? 'secureConnect' : 'connect');
    const isHttp11 = socket instanceof TLSSocket ? socket.alpnProtocol !== 'h2' : request.useHttp11;
    return await (isHttp11 ? getOverHttp11 : getOverHttp2)(socket, address, request);
  } catch (error) {
    throw discoveryFailed(request, error);
  } finally {
    clearTimeout(deadline);
    socket.destroy();
  }
}

async function getOverHttp11(
  socket: Socket,
  address: EndpointAddress,
  request: HttpDiscoveryRequest,
): Promise<DiscoveryResponse> {
  return new Promise((resolve, reject) => {
    const exchange = http.request({
      createConnection: () => socket,
      path: joinPath(address, '/discover'),
      headers: { ...request.headers, host: address.authority, connection: 'close' },
    });
    exchange.on('error', (error) => {
      const isForeign = 'code' in error && error.code === 'HPE_INVALID_CONSTANT';
      reject(isForeign ? new NotHttp11(describeCause(error), { cause: error }) : error);
    });
    exchange.on('response', (response) => {
      readBody(response, request.bodyBytesMax).then((body) => {
        const status = response.statusCode ?? 0;
        resolve({ status, headers: plainHeaders(response.headers), body, httpVersion: 'HTTP/1.1' });
      }, reject);
    });
    exchange.end();
  });
}

async function getOverHttp2(
  socket: Socket,
  address: EndpointAddress,
  request: HttpDiscoveryRequest,
): Promise<DiscoveryResponse> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      const isForeign = !connection.peer.areKnown && !(error instanceof DeadlinePassed);
      reject(isForeign ? new NotHttp2(describeCause(error), { cause: error }) : error);
    };
    const connection = new Http2Connection(socket, discoveryWindows, {
      onSettings: ignore,
      onStreamClosed: ignore,
      onClosed: (error) => fail(error ?? new Error('connection closed before an answer came')),
    });
    let head: Pick<DiscoveryResponse, 'status' | 'headers'> = { status: 0, headers: {} };
    const chunks: Buffer[] = [];
    let length = 0;
    const stream = connection.request(requestHead('GET', address, '/discover', request.headers), {
      onHead: (status, headers) => (head = { status, headers }),
      onData: (chunk) => {
        length += chunk.length;
        if (length > request.bodyBytesMax) reject(new BodyTooLong(request.bodyBytesMax));
        else chunks.push(Buffer.from(chunk));
      },
      onEnd: () => resolve({ ...head, body: Buffer.concat(chunks), httpVersion: 'HTTP/2.0' }),
      onDrain: ignore,
      onBroken: fail,
    });
    stream.end();
  });
}

async function readBody(body: AsyncIterable<Buffer>, bytesMax: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > bytesMax) throw new BodyTooLong(bytesMax);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function discoveryFailed(request: HttpDiscoveryRequest, cause: unknown): PerdureError {
  if (isPerdureError(cause, 'DEPLOYMENT_ADDRESS_FORBIDDEN')) return cause;
  const hint = hintFor(cause);
  return new PerdureError(
    'DISCOVERY_FAILED',
    `error when calling '${request.uri}': ${describeCause(cause)}${hint ?? ''}`,
    {
      retryable: hint === undefined && !(cause instanceof BodyTooLong),
      details: { uri: request.uri, restateCode: cause instanceof NotHttp2 ? 'META0014' : 'META0003' },
      cause,
    },
  );
}

/** What to change in the request, where that is what helps. */
function hintFor(cause: unknown): string | undefined {
  if (cause instanceof NotHttp2)
    return `. The endpoint took the connection but does not answer in HTTP/2. If it speaks HTTP/1.1 only, register it with "use_http_11": true`;
  if (cause instanceof NotHttp11)
    return `. The endpoint took the connection but does not answer in HTTP/1.1. If it speaks HTTP/2, register it without "use_http_11"`;
  return undefined;
}
