import * as http2 from 'node:http2';
import type { EndpointAddress } from './endpoint-address.js';
import type { Http2Attempt } from './http2-attempt.js';
import { openSocket } from './open-socket.js';
import type { HttpDeploymentClientSettings } from './settings.js';

/** Node counts request bytes in flight against this; one large message must not make a session refuse others. */
const sessionMemoryMebibytes = 256;

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
export class Http2Session {
  private readonly session: http2.ClientHttp2Session;
  private readonly housekeeping: NodeJS.Timeout;
  private connectTimer: NodeJS.Timeout | undefined;
  private pingTimer: NodeJS.Timeout | undefined;
  private isReady = false;
  private streamsMax: number;
  private openStreams = 0;
  private streamsSoFar = 0;
  /** Streams beyond this one the peer will never look at: its GOAWAY said so. */
  private lastStreamId = Number.POSITIVE_INFINITY;
  private lastStreamEndedAt = performance.now();
  private error: Error | undefined;

  constructor(
    address: EndpointAddress,
    private readonly settings: HttpDeploymentClientSettings,
    private readonly listener: Http2SessionListener,
  ) {
    this.streamsMax = settings.streamsPerSessionMax;
    this.session = http2.connect(address.origin, {
      createConnection: () => openSocket(address, ['h2'], settings),
      maxSessionMemory: sessionMemoryMebibytes,
      settings: { enablePush: false, initialWindowSize: settings.streamWindowBytes },
    });
    // Streams are opened only once the peer has said how many it takes: what it queues could be what others wait for.
    this.session.on('remoteSettings', (remote: http2.Settings) => this.onRemoteSettings(remote));
    this.session.on('goaway', (_code: number, lastStreamId: number) => (this.lastStreamId = lastStreamId));
    this.session.on('error', (error: Error) => (this.error = error));
    this.session.on('close', () => this.onClosed());
    this.connectTimer = setTimeout(() => {
      this.session.destroy(new Error(`no HTTP/2 connection within ${settings.connectTimeoutMs} ms`));
    }, settings.connectTimeoutMs);
    this.housekeeping = setInterval(
      () => this.keepHouse(),
      Math.min(settings.keepAliveIntervalMs, settings.idleSessionMs),
    );
    this.housekeeping.unref();
  }

  get isConnecting(): boolean {
    return !this.isReady && !this.session.destroyed;
  }

  /** A session that got GOAWAY is `closed` at once, although its open streams go on. */
  get hasRoom(): boolean {
    return (
      this.isReady && this.openStreams < this.streamsMax && !this.session.closed && !this.session.destroyed
    );
  }

  open(attempt: Http2Attempt): void {
    let stream: http2.ClientHttp2Stream;
    try {
      stream = this.session.request(attempt.head);
    } catch (error) {
      // A header that HTTP/2 forbids. Later, for whoever opens the attempt does not hold its stream yet.
      process.nextTick(() => attempt.fail(error));
      return;
    }
    this.openStreams++;
    this.streamsSoFar++;
    attempt.attach(stream);
    stream.on('close', () => this.onStreamClosed(stream, attempt));
    if (this.streamsSoFar >= this.settings.streamsPerSessionLifeMax) this.retire();
  }

  /** Takes no more streams and ends with the last one. */
  retire(): void {
    this.session.close();
  }

  /** Cuts everything. */
  destroy(): void {
    this.session.destroy();
  }

  private onRemoteSettings(remote: http2.Settings): void {
    const peerMax = remote.maxConcurrentStreams ?? this.settings.streamsPerSessionMax;
    // A peer may announce 0 for a while; one stream then waits in the session rather than nobody ever being served.
    this.streamsMax = Math.max(1, Math.min(peerMax, this.settings.streamsPerSessionMax));
    if (this.isReady) {
      this.listener.onRoom();
      return;
    }
    this.isReady = true;
    clearTimeout(this.connectTimer);
    this.session.setLocalWindowSize(this.settings.sessionWindowBytes);
    this.listener.onReady();
  }

  private onStreamClosed(stream: http2.ClientHttp2Stream, attempt: Http2Attempt): void {
    this.openStreams--;
    this.lastStreamEndedAt = performance.now();
    const isUnseen =
      stream.rstCode === http2.constants.NGHTTP2_REFUSED_STREAM || (stream.id ?? 0) > this.lastStreamId;
    if (isUnseen && attempt.detach()) this.listener.onRefused(this, attempt);
    else attempt.closed(stream.rstCode);
    this.listener.onRoom();
  }

  private keepHouse(): void {
    if (!this.isReady || this.session.destroyed) return;
    if (this.openStreams > 0) this.ping();
    else if (performance.now() - this.lastStreamEndedAt >= this.settings.idleSessionMs) this.retire();
  }

  private ping(): void {
    if (this.pingTimer !== undefined) return;
    const isSent = this.session.ping(() => {
      clearTimeout(this.pingTimer);
      this.pingTimer = undefined;
    });
    if (!isSent) return;
    this.pingTimer = setTimeout(() => {
      this.session.destroy(new Error(`no answer to a PING within ${this.settings.keepAliveTimeoutMs} ms`));
    }, this.settings.keepAliveTimeoutMs);
    this.pingTimer.unref();
  }

  private onClosed(): void {
    clearTimeout(this.connectTimer);
    clearTimeout(this.pingTimer);
    clearInterval(this.housekeeping);
    const connectError = this.error ?? new Error('connection closed before HTTP/2 was agreed on');
    this.listener.onClosed(this, this.isReady ? undefined : connectError);
  }
}
