import { once } from 'node:events';
import * as net from 'node:net';
import { Http2Connection, type Http2ConnectionSettings } from '../http2/http2-connection.js';

export interface Connected {
  readonly connection: Http2Connection;
  /** Resolves when the first SETTINGS of the peer are here. */
  readonly settled: Promise<void>;
  /** Resolves when the connection is over, to why. */
  readonly closed: Promise<Error | undefined>;
}

/** Listens on a free port until `cleanups` run. */
export async function listen(server: net.Server, cleanups: Array<() => unknown>): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

export async function connectTo(
  port: number,
  cleanups: Array<() => unknown>,
  settings: Http2ConnectionSettings = { streamWindowBytes: 65_535, sessionWindowBytes: 65_535 },
): Promise<Connected> {
  const socket = net.connect(port, '127.0.0.1');
  cleanups.push(() => socket.destroy());
  await once(socket, 'connect');
  let onSettings: () => void = () => undefined;
  let onClosed: (error: Error | undefined) => void = () => undefined;
  const settled = new Promise<void>((resolve) => (onSettings = resolve));
  const closed = new Promise<Error | undefined>((resolve) => (onClosed = resolve));
  const onStreamClosed = (): void => undefined;
  const connection = new Http2Connection(socket, settings, { onSettings, onStreamClosed, onClosed });
  return { connection, settled, closed };
}

/** A request head without headers of its own. */
export function post(path: string, ...fields: readonly string[]): readonly string[] {
  return [':method', 'POST', ':scheme', 'http', ':authority', 'test', ':path', path, ...fields];
}
