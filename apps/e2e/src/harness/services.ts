import { once } from 'node:events';
import { createServer as createHttp1Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Session } from 'node:http2';
import type { Server as NetServer } from 'node:net';

import { createEndpointHandler, type EndpointOptions } from '@restatedev/restate-sdk';

import { findFreePort } from './free-port.js';

/** How server and SDK talk: one bidirectional HTTP/2 stream, or HTTP/1.1 requests with one answer each. */
export type ServiceProtocol = 'bidi' | 'request-response';

export interface ServicesOptions {
  readonly port?: number;
  readonly protocol?: ServiceProtocol;
}

/** Services served from this process, so that tests can look into them and hold them up. */
export interface Services {
  readonly uri: string;
  readonly port: number;
  readonly protocol: ServiceProtocol;
  /** Cuts every connection and stops listening, as a crash of the service would look to the server. */
  stop(): Promise<void>;
}

export type ServiceList = EndpointOptions['services'];

export async function startServices(services: ServiceList, options: ServicesOptions = {}): Promise<Services> {
  const { protocol = 'bidi', port = await findFreePort() } = options;
  const handler = createEndpointHandler({
    services,
    bidirectional: protocol === 'bidi',
    // The SDK prints what tests provoke on purpose.
    logger: () => undefined,
  });
  const close = await (protocol === 'bidi'
    ? listenHttp2(createHttp2Server(handler), port)
    : listenHttp1(createHttp1Server(handler), port));
  return { uri: `http://127.0.0.1:${port}`, port, protocol, stop: close };
}

async function listenHttp1(
  server: ReturnType<typeof createHttp1Server>,
  port: number,
): Promise<() => Promise<void>> {
  await listen(server, port);
  return () => closed(server, () => server.closeAllConnections());
}

async function listenHttp2(
  server: ReturnType<typeof createHttp2Server>,
  port: number,
): Promise<() => Promise<void>> {
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  await listen(server, port);
  return () =>
    closed(server, () => {
      for (const session of sessions) session.destroy();
    });
}

async function listen(server: NetServer, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function closed(server: NetServer, cutConnections: () => void): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  cutConnections();
  await ended;
}
