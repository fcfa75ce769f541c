import { constants, type ClientHttp2Stream } from 'node:http2';
import type { AttemptListener, AttemptStream } from '@perdure/ports';
import { plainHeaders } from './plain-headers.js';
import { transportError } from './transport-error.js';

/** Request bytes that may wait for a connection before `write` asks for patience. */
const unsentBytesMax = 64 * 1024;
/** Request bytes that are kept until the peer answers, in case it refuses the stream. A longer request is not repeated. */
const repeatableBytesMax = 64 * 1024;
/** How often one attempt is repeated. A peer that refuses more than that is overloaded, and the retry policy's business. */
const refusalsMax = 2;

/**
 * One attempt over HTTP/2. It exists before its stream does: until the pool has a session with room, what is written
 * waits here, so that the caller sees no difference. Neither does it when the peer refuses the stream without having looked
 * at it (RFC 9113, 8.7): the attempt then starts over on another session.
 */
export class Http2Attempt implements AttemptStream {
  private stream: ClientHttp2Stream | undefined;
  private unsent: Uint8Array[] = [];
  private unsentBytes = 0;
  /** What the stream was given so far; undefined once it cannot be repeated any more. */
  private repeatable: Uint8Array[] | undefined = [];
  private repeatableBytes = 0;
  private refusals = 0;
  /** Why the stream is about to close. */
  private error: Error | undefined;
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
      this.repeatable = undefined;
      if (!this.isOver) this.listener.onHead(headers[':status'] ?? 0, plainHeaders(headers));
    });
    stream.on('data', (chunk: Buffer) => {
      if (!this.isOver) this.listener.onData(chunk);
    });
    stream.on('end', () => {
      // A cut connection ends the readable side too; then `close` reports it.
      if (stream.rstCode === constants.NGHTTP2_NO_ERROR) this.finish();
    });
    stream.on('error', (error: Error) => (this.error = error));
    if (this.isPaused) stream.pause();
    const { unsent } = this;
    this.unsent = [];
    for (const bytes of unsent) this.send(stream, bytes);
    if (this.isHalfClosed) stream.end();
    else if (this.owesDrain && !stream.writableNeedDrain) this.drained();
  }

  /** The peer has not looked at the stream. True when the attempt can start over on another one. */
  detach(): boolean {
    const { repeatable } = this;
    if (this.isOver || repeatable === undefined || this.refusals === refusalsMax) return false;
    this.refusals++;
    this.stream = undefined;
    this.error = undefined;
    this.unsent = repeatable;
    this.unsentBytes = this.repeatableBytes;
    this.repeatable = [];
    this.repeatableBytes = 0;
    return true;
  }

  /** The stream is gone, and not to be repeated. */
  closed(rstCode: number | undefined): void {
    this.fail(
      this.error ?? new Error(`stream closed before the response was complete (code ${rstCode ?? 'none'})`),
    );
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
    this.repeatable = undefined;
    this.stream?.close(constants.NGHTTP2_CANCEL);
  }

  private send(stream: ClientHttp2Stream, bytes: Uint8Array): boolean {
    this.keep(bytes);
    if (stream.write(bytes)) return true;
    // Listening only when there is something to wait for keeps the common attempt free of it.
    if (!this.owesDrain || stream.listenerCount('drain') === 0) stream.once('drain', () => this.drained());
    this.owesDrain = true;
    return false;
  }

  private keep(bytes: Uint8Array): void {
    if (this.repeatable === undefined) return;
    this.repeatableBytes += bytes.length;
    if (this.repeatableBytes > repeatableBytesMax) this.repeatable = undefined;
    else this.repeatable.push(bytes);
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
