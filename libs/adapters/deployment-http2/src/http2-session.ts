import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { EndpointAddress } from './endpoint-address.js';
import type { Http2Attempt } from './http2-attempt.js';
import { Http2Connection, type Http2ConnectionListener } from './http2/http2-connection.js';
import { openSocket } from './open-socket.js';
import type { HttpDeploymentClientSettings } from './settings.js';

export interface Http2SessionListener {
  /** Streams can be opened. */
  onReady(): void;
  /** A stream ended, or the peer raised its limit: there may be room. */
  onRoom(): void;
  /** The peer refused the attempt's stream unseen, and the attempt wants another one, elsewhere. */
  onRefused(session: Http2Session, attempt: Http2Attempt): void;
  /** The connection is gone; `connectError` says why if it never became ready. */
  onClosed(session: Http2Session, connectError: Error | undefined): void;
}

/** One HTTP/2 connection and its rules: how many streams, when it is dead, when it is no longer needed. */
export class Http2Session implements Http2ConnectionListener {
  private readonly socket: Socket;
  private readonly housekeeping: NodeJS.Timeout;
  private readonly connectTimer: NodeJS.Timeout;
  private pingTimer: NodeJS.Timeout | undefined;
  /** From the moment on at which the socket is connected. */
  private connection: Http2Connection | undefined;
  private isReady = false;
  private isClosed = false;
  private streamsMax: number;
  private streamsSoFar = 0;
  private lastStreamEndedAt = performance.now();
  private socketError: Error | undefined;

  constructor(
    address: EndpointAddress,
    private readonly settings: HttpDeploymentClientSettings,
    private readonly listener: Http2SessionListener,
  ) {
    this.streamsMax = settings.streamsPerSessionMax;
    this.socket = openSocket(address, ['h2'], settings);
    this.socket.once(address.isTls ? 'secureConnect' : 'connect', () => this.onConnected());
    this.socket.on('error', (error: Error) => (this.socketError = error));
    this.socket.once('close', () => this.onClosed(this.socketError));
    this.connectTimer = setTimeout(() => {
      this.end(new Error(`no HTTP/2 connection within ${settings.connectTimeoutMs} ms`));
    }, settings.connectTimeoutMs);
    this.housekeeping = setInterval(
      () => this.keepHouse(),
      Math.min(settings.keepAliveIntervalMs, settings.idleSessionMs),
    );
    this.housekeeping.unref();
  }

  get isConnecting(): boolean {
    return !this.isReady && !this.isClosed;
  }

  get hasRoom(): boolean {
    const { connection } = this;
    return (
      this.isReady &&
      connection !== undefined &&
      connection.isOpen &&
      connection.streamCount < this.streamsMax
    );
  }

  /** Only if {@link hasRoom}. */
  open(attempt: Http2Attempt): void {
    const { connection } = this;
    if (connection === undefined) return;
    this.streamsSoFar++;
    attempt.attach(connection.request(attempt.head, attempt), () => this.listener.onRefused(this, attempt));
    if (this.streamsSoFar >= this.settings.streamsPerSessionLifeMax) this.retire();
  }

  /** Takes no more streams and ends with the last one. */
  retire(): void {
    this.connection?.retire();
  }

  /** Cuts everything. */
  destroy(): void {
    this.end(new Error('the client was closed'));
  }

  onSettings(): void {
    const { connection, settings } = this;
    if (connection === undefined) return;
    // A peer may announce 0 for a while; one stream then waits for its answer rather than nobody ever being served.
    this.streamsMax = Math.max(1, Math.min(connection.peer.streamsMax, settings.streamsPerSessionMax));
    if (this.isReady) {
      this.listener.onRoom();
      return;
    }
    this.isReady = true;
    clearTimeout(this.connectTimer);
    this.listener.onReady();
  }

  onStreamClosed(): void {
    this.lastStreamEndedAt = performance.now();
    this.listener.onRoom();
  }

  onClosed(error: Error | undefined): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearTimeout(this.connectTimer);
    clearTimeout(this.pingTimer);
    clearInterval(this.housekeeping);
    const connectError = error ?? new Error('connection closed before HTTP/2 was agreed on');
    this.listener.onClosed(this, this.isReady ? undefined : connectError);
  }

  private onConnected(): void {
    if (this.socket instanceof TLSSocket && this.socket.alpnProtocol !== 'h2') {
      this.socket.destroy(new Error('the peer does not offer HTTP/2 over TLS (ALPN)'));
      return;
    }
    this.connection = new Http2Connection(this.socket, this.settings, this);
  }

  private end(error: Error): void {
    if (this.connection === undefined) this.socket.destroy(error);
    else this.connection.destroy(error);
  }

  private keepHouse(): void {
    const { connection } = this;
    if (!this.isReady || connection === undefined) return;
    if (connection.streamCount > 0) this.ping(connection);
    else if (performance.now() - this.lastStreamEndedAt >= this.settings.idleSessionMs) this.retire();
  }

  private ping(connection: Http2Connection): void {
    if (this.pingTimer !== undefined) return;
    this.pingTimer = setTimeout(() => {
      this.end(new Error(`no answer to a PING within ${this.settings.keepAliveTimeoutMs} ms`));
    }, this.settings.keepAliveTimeoutMs);
    this.pingTimer.unref();
    connection.ping(() => {
      clearTimeout(this.pingTimer);
      this.pingTimer = undefined;
    });
  }
}
