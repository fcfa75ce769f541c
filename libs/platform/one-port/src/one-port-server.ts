import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { Socket } from 'node:net';

import { TlsAcceptor, type TlsIdentity } from './accept-tls.js';
import { answerConnect } from './answer-connect.js';
import { meetHttp1Expectations, meetHttp2Expectations } from './expectations.js';
import { sniffProtocol } from './http2-preface.js';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Calls back once after the delay; returns the function that cancels it. A test may hand in its own time. */
export type Scheduler = (delayMs: number, callback: () => void) => () => void;

/** A connection that has not said what it speaks by then is closed. */
const silenceMsMax = 10_000;
/** Clients pool connections; closing theirs early only loses them requests that cross the closing. */
const keepAliveMs = 75_000;
/** The reference takes 100 kB of headers; the request target comes on top. */
const headBytesMax = 256 * 1024;
const streamsPerSessionMax = 200;
const idleCheckMs = 50;

export interface OnePortOptions {
  readonly schedule?: Scheduler;
  /** Undefined: connections are not encrypted. */
  readonly tls?: TlsIdentity | undefined;
}

/**
 * HTTP/1.1 and HTTP/2 on one port. It is an HTTP/1 server whose connections are looked at first: those that open with the
 * HTTP/2 preface, or agree on HTTP/2 in their TLS handshake, go to an HTTP/2 server that listens nowhere.
 */
export class OnePortServer {
  /** What listens; Fastify and Nest know it as the server. */
  readonly http: Server;
  private readonly sessions = new Set<ServerHttp2Session>();
  private readonly undecided = new Set<Socket>();
  private readonly tls: TlsAcceptor | undefined;
  private readonly schedule: Scheduler;

  constructor(handler: RequestHandler, { schedule = byTimer, tls }: OnePortOptions = {}) {
    this.schedule = schedule;
    const options = { maxHeaderSize: headBytesMax, requireHostHeader: false, keepAliveTimeout: keepAliveMs };
    this.http = createServer(options, handler);
    meetHttp1Expectations(this.http, handler);
    this.http.on('connect', (request, socket: Socket) => answerConnect(handler, request, socket));
    const http2 = createHttp2Server({ settings: { maxConcurrentStreams: streamsPerSessionMax } });
    // The compatibility classes of HTTP/2 have the surface of those of HTTP/1 wherever our handlers touch them.
    const http2Handler = handler as unknown as (
      request: Http2ServerRequest,
      response: Http2ServerResponse,
    ) => void;
    http2.on('request', http2Handler);
    meetHttp2Expectations(http2, http2Handler);
    http2.on('session', (session) => {
      this.sessions.add(session);
      session.once('close', () => this.sessions.delete(session));
    });

    const serveHttp1 = this.http.listeners('connection') as Array<(socket: Socket) => void>;
    this.http.removeAllListeners('connection');
    const serve = (socket: Socket, protocol: 'http1' | 'http2'): void => {
      this.undecided.delete(socket);
      if (protocol === 'http2') {
        // Sockets of an HTTP/1 server stay open when the client has ended; a session would wait for it for ever.
        socket.allowHalfOpen = false;
        http2.emit('connection', socket);
      } else for (const listener of serveHttp1) listener.call(this.http, socket);
    };
    this.tls = tls === undefined ? undefined : new TlsAcceptor(tls, silenceMsMax, serve);
    this.http.on('connection', (socket: Socket) => {
      if (this.tls === undefined) this.sniff(socket, serve);
      else this.tls.accept(socket);
    });
  }

  /**
   * Stops listening, lets what is in progress finish, and closes every connection: idle ones at once, the others when
   * they become idle, all that are left after `graceMs`.
   */
  async close(graceMs: number): Promise<void> {
    if (!this.http.listening) return;
    const closed = new Promise<void>((resolve) => this.http.close(() => resolve()));
    this.tls?.close();
    for (const socket of this.undecided) socket.destroy();
    for (const session of this.sessions) session.close();
    // Node closes an HTTP/1 connection that was idle when the server closed, but not one that becomes so later.
    let cancelCheck = (): void => undefined;
    const closeIdle = () => {
      this.http.closeIdleConnections();
      cancelCheck = this.schedule(idleCheckMs, closeIdle);
    };
    closeIdle();
    const cancelCut = this.schedule(graceMs, () => {
      this.http.closeAllConnections();
      for (const session of this.sessions) session.destroy();
    });
    await closed;
    cancelCheck();
    cancelCut();
  }

  /** Reads until the protocol is clear, and only then puts the bytes back: a stream that has some says so for ever. */
  private sniff(socket: Socket, serve: (socket: Socket, protocol: 'http1' | 'http2') => void): void {
    let head: Buffer = Buffer.alloc(0);
    const giveUp = () => socket.destroy();
    const onReadable = () => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      const protocol = sniffProtocol(head);
      if (protocol === 'undecided') return;
      socket.unshift(head);
      socket.off('readable', onReadable).off('error', giveUp).off('end', giveUp);
      socket.removeAllListeners('timeout');
      socket.setTimeout(0);
      if (protocol === 'neither') socket.destroy();
      else serve(socket, protocol);
    };
    this.undecided.add(socket);
    socket.setTimeout(silenceMsMax, giveUp);
    socket.on('error', giveUp).on('end', giveUp).on('readable', onReadable);
    socket.once('close', () => this.undecided.delete(socket));
  }
}

function byTimer(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}
