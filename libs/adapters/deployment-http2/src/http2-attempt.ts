import { constants, type ClientHttp2Stream } from 'node:http2';
import type { AttemptListener, AttemptStream } from '@perdure/ports';
import { plainHeaders } from './plain-headers.js';
import { transportError } from './transport-error.js';

/** Request bytes that may wait for a connection before `write` asks for patience. */
const unsentBytesMax = 64 * 1024;

/**
 * One attempt over HTTP/2. It exists before its stream does: until the pool has a session with room, what is written
 * waits here, so that the caller sees no difference.
 */
export class Http2Attempt implements AttemptStream {
  private stream: ClientHttp2Stream | undefined;
  private unsent: Uint8Array[] = [];
  private unsentBytes = 0;
  private isHalfClosed = false;
  private isPaused = false;
  private owesDrain = false;
  /** The listener has heard its last; whatever the stream still does is nobody's business. */
  private isOver = false;

  constructor(
    private readonly uri: string,
    /** Pseudo headers and headers, flat: names and values in turns. */
    readonly head: readonly string[],
    private readonly listener: AttemptListener,
  ) {}

  /** Cancelled before it got a stream: it needs none any more. */
  get isCancelled(): boolean {
    return this.isOver;
  }

  /** The pool found a session. */
  attach(stream: ClientHttp2Stream): void {
    this.stream = stream;
    stream.on('response', (headers) => {
      if (!this.isOver) this.listener.onHead(headers[':status'] ?? 0, plainHeaders(headers));
    });
    stream.on('data', (chunk: Buffer) => {
      if (!this.isOver) this.listener.onData(chunk);
    });
    stream.on('end', () => {
      // A cut connection ends the readable side too; then `close` reports it.
      if (stream.rstCode === constants.NGHTTP2_NO_ERROR) this.finish();
    });
    stream.on('error', (error) => {
      this.fail(error);
    });
    stream.on('close', () => {
      this.fail(new Error(`stream closed before the response was complete (code ${stream.rstCode})`));
    });
    if (this.isPaused) stream.pause();
    for (const bytes of this.unsent) this.send(stream, bytes);
    this.unsent = [];
    if (this.isHalfClosed) stream.end();
    else if (this.owesDrain && !stream.writableNeedDrain) this.drained();
  }

  /** Nothing more will come: no connection, or the stream broke. */
  fail(error: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.listener.onError(transportError(this.uri, error));
  }

  write(bytes: Uint8Array): boolean {
    if (this.isOver || this.isHalfClosed) return true;
    if (this.stream !== undefined) return this.send(this.stream, bytes);
    this.unsent.push(bytes);
    this.unsentBytes += bytes.length;
    this.owesDrain = this.unsentBytes >= unsentBytesMax;
    return !this.owesDrain;
  }

  end(): void {
    if (this.isHalfClosed) return;
    this.isHalfClosed = true;
    // Node joins an end in the same tick with the last write: END_STREAM then rides on the last DATA frame.
    this.stream?.end();
  }

  pause(): void {
    this.isPaused = true;
    this.stream?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.stream?.resume();
  }

  cancel(): void {
    this.isOver = true;
    this.unsent = [];
    this.stream?.close(constants.NGHTTP2_CANCEL);
  }

  private send(stream: ClientHttp2Stream, bytes: Uint8Array): boolean {
    if (stream.write(bytes)) return true;
    // Listening only when there is something to wait for keeps the common attempt free of it.
    if (!this.owesDrain || stream.listenerCount('drain') === 0) stream.once('drain', () => this.drained());
    this.owesDrain = true;
    return false;
  }

  private drained(): void {
    this.owesDrain = false;
    if (!this.isOver && !this.isHalfClosed) this.listener.onDrain();
  }

  private finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.listener.onEnd();
  }
}
