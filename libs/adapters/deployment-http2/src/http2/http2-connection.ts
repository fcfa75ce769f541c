import type { Socket } from 'node:net';
import { ReceiveWindow } from './flow-window.js';
import { FrameReader } from './frame-reader.js';
import { FrameSender } from './frame-sender.js';
import { HpackEncoder } from './hpack/encoder.js';
import type { Field } from './hpack/static-table.js';
import { ErrorCode, errorCodeName, Http2Error } from './http2-error.js';
import { Http2Stream, type Http2StreamHost, type Http2StreamListener } from './http2-stream.js';
import { headerListBytesMax, IncomingFrames, type PeerListener } from './incoming-frames.js';
import { PeerSettings } from './peer-settings.js';
import { initialWindowBytes, SettingId, streamIdMax } from './wire.js';

export interface Http2ConnectionSettings {
  /** Response bytes the peer may send on one stream before we read them. */
  readonly streamWindowBytes: number;
  /** The same, over all streams; at least 65,535, with which every connection begins. */
  readonly sessionWindowBytes: number;
}

export interface Http2ConnectionListener {
  /** The peer's SETTINGS came, the first time or again. */
  onSettings(): void;
  onStreamClosed(): void;
  /** It is over; all streams have heard so. Without an error if that was our wish. */
  onClosed(error: Error | undefined): void;
}

/**
 * The client's end of one HTTP/2 connection (RFC 9113) on a socket that is connected. Frames of one turn of the event loop
 * leave together, and nothing on the way of a request allocates more than it has to: attempts are many, short and small.
 */
export class Http2Connection implements PeerListener, Http2StreamHost {
  readonly peer = new PeerSettings();
  private readonly streams = new Map<number, Http2Stream>();
  private readonly sender: FrameSender;
  private readonly encoder = new HpackEncoder();
  private readonly incoming = new IncomingFrames(this);
  private readonly reader = new FrameReader(this.incoming);
  private readonly window: ReceiveWindow;
  private nextStreamId = 1;
  private isRetired = false;
  private isOver = false;
  private error: Error | undefined;
  private pings = 0;
  private onPingAck: (() => void) | undefined;

  constructor(
    socket: Socket,
    private readonly settings: Http2ConnectionSettings,
    private readonly listener: Http2ConnectionListener,
  ) {
    this.window = new ReceiveWindow(settings.sessionWindowBytes);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error: Error) => (this.error = error));
    socket.on('end', () => this.onSocketGone());
    socket.on('close', () => this.onSocketGone());
    this.sender = new FrameSender(socket);
    this.sender.preface([
      [SettingId.enablePush, 0],
      [SettingId.initialWindowSize, settings.streamWindowBytes],
      [SettingId.maxHeaderListSize, headerListBytesMax],
    ]);
    const increment = settings.sessionWindowBytes - initialWindowBytes;
    if (increment > 0) this.sender.windowUpdate(0, increment);
  }

  /** New streams may be opened, as far as their number allows. */
  get isOpen(): boolean {
    return !this.isRetired && !this.isOver && this.nextStreamId <= streamIdMax;
  }

  get streamCount(): number {
    return this.streams.size;
  }

  /** @param head as `requestHead` makes it */
  request(head: readonly string[], listener: Http2StreamListener): Http2Stream {
    const id = this.nextStreamId;
    this.nextStreamId += 2;
    const { streamWindowBytes } = this.settings;
    const stream = new Http2Stream(id, this, listener, this.peer.streamWindowBytes, streamWindowBytes);
    this.streams.set(id, stream);
    this.sender.headers(id, this.encoder.encode(head));
    return stream;
  }

  /** Asks for a sign of life. One at a time. */
  ping(onAck: () => void): void {
    this.onPingAck = onAck;
    this.pings++;
    this.sender.ping(this.pings);
  }

  /** Opens no more streams, and ends with the last one. */
  retire(): void {
    this.isRetired = true;
    if (this.streams.size === 0) this.shut(undefined);
  }

  /** Ends at once. */
  destroy(error: Error): void {
    this.shut(error);
  }

  sendSoon(stream: Http2Stream): void {
    this.sender.dataOf(stream);
  }

  sendReset(stream: Http2Stream, code: number): void {
    this.sender.reset(stream.id, code);
  }

  giveBack(streamId: number, bytes: number, increment: number): void {
    if (increment > 0) this.sender.windowUpdate(streamId, increment);
    const connectionIncrement = this.window.giveBack(bytes);
    if (connectionIncrement > 0) this.sender.windowUpdate(0, connectionIncrement);
  }

  remove(stream: Http2Stream): void {
    if (!this.streams.delete(stream.id)) return;
    this.listener.onStreamClosed();
    if (this.isRetired && this.streams.size === 0) this.shut(undefined);
  }

  onHeaders(streamId: number, fields: readonly Field[] | undefined, isLast: boolean): void {
    const stream = this.streamOf(streamId);
    if (stream === undefined) return;
    let isInformational = false;
    try {
      isInformational = stream.onHeaders(fields, isLast);
    } catch (error) {
      this.breakOff(stream, error);
    }
    if (isInformational) this.incoming.onIdleFrame();
  }

  onData(
    streamId: number,
    bytes: Buffer,
    start: number,
    end: number,
    flowBytes: number,
    isLast: boolean,
  ): void {
    this.window.take(flowBytes);
    const stream = this.streamOf(streamId);
    if (stream === undefined) {
      this.giveBack(streamId, flowBytes, 0);
      return;
    }
    try {
      stream.onData(bytes, start, end, flowBytes, isLast);
    } catch (error) {
      this.giveBack(streamId, flowBytes, 0);
      this.breakOff(stream, error);
    }
  }

  onReset(streamId: number, code: number): void {
    this.streamOf(streamId)?.onReset(code);
  }

  onSettings(bytes: Buffer, start: number, end: number): void {
    const before = this.peer.streamWindowBytes;
    this.peer.apply(bytes, start, end);
    const growth = this.peer.streamWindowBytes - before;
    if (growth !== 0) {
      for (const stream of this.streams.values()) {
        stream.body.window.grow(growth);
        this.sender.dataOf(stream);
      }
    }
    this.encoder.limitTable(this.peer.headerTableBytes);
    this.sender.settingsAck();
    this.listener.onSettings();
  }

  onPing(data: Buffer, isAck: boolean): void {
    if (!isAck) {
      this.sender.pingAck(data);
    } else if (data.readUInt32BE(4) === this.pings) {
      const { onPingAck } = this;
      this.onPingAck = undefined;
      onPingAck?.();
    }
  }

  /** Streams up to the last one may finish; the others the peer has not looked at and never will (RFC 9113, 6.8). */
  onGoaway(lastStreamId: number, code: number, debugData: string): void {
    this.isRetired = true;
    const reason = debugData === '' ? '' : `: ${JSON.stringify(debugData)}`;
    const error = new Http2Error(
      code,
      `the peer closed the connection with GOAWAY ${errorCodeName(code)}${reason}`,
    );
    if (code !== ErrorCode.noError) this.error = error;
    for (const stream of [...this.streams.values()]) if (stream.id > lastStreamId) stream.fail(error, true);
    if (this.streams.size === 0) this.shut(undefined);
  }

  onWindowUpdate(streamId: number, increment: number): void {
    if (streamId === 0) {
      if (increment === 0) throw new Http2Error(ErrorCode.protocolError, 'WINDOW_UPDATE by 0');
      this.sender.growWindow(increment);
      return;
    }
    const stream = this.streamOf(streamId);
    if (stream === undefined) return;
    try {
      if (increment === 0) throw new Http2Error(ErrorCode.protocolError, 'WINDOW_UPDATE by 0');
      stream.body.window.grow(increment);
      this.sendSoon(stream);
    } catch (error) {
      this.breakOff(stream, error);
    }
  }

  private receive(chunk: Buffer): void {
    if (this.isOver) return;
    try {
      this.reader.push(chunk);
    } catch (error) {
      if (!(error instanceof Http2Error)) throw error;
      this.shut(error, error.code);
    }
  }

  /** Undefined for a stream that is closed: what the peer still says about it was under way (RFC 9113, 5.1). */
  private streamOf(id: number): Http2Stream | undefined {
    const stream = this.streams.get(id);
    if (stream === undefined && (id % 2 === 0 || id >= this.nextStreamId)) {
      throw new Http2Error(ErrorCode.protocolError, `a frame for stream ${id}, which nobody opened`);
    }
    return stream;
  }

  /** The peer did something wrong on one stream only. */
  private breakOff(stream: Http2Stream, error: unknown): void {
    if (!(error instanceof Http2Error)) throw error;
    this.sendReset(stream, error.code);
    stream.fail(error, false);
  }

  private onSocketGone(): void {
    const when = this.peer.areKnown ? '' : ' before HTTP/2 was agreed on';
    this.shut(this.error ?? new Error(`the peer closed the connection${when}`));
  }

  private shut(error: Error | undefined, code: number = ErrorCode.noError): void {
    if (this.isOver) return;
    this.isOver = true;
    this.sender.goaway(code, code === ErrorCode.noError ? '' : (error?.message ?? ''));
    this.incoming.stop();
    const streams = [...this.streams.values()];
    this.streams.clear();
    for (const stream of streams) stream.fail(error ?? new Error('the connection was closed'), false);
    this.listener.onClosed(error);
  }
}
