import type { AttemptListener, AttemptStream } from '@perdure/ports';
import type { Http2Stream, Http2StreamListener } from './http2/http2-stream.js';
import { unsentBytesMax } from './http2/request-body.js';
import { transportError } from './transport-error.js';

/** Request bytes that are kept until the peer answers, in case it refuses the stream. A longer request is not repeated. */
const repeatableBytesMax = 64 * 1024;
/** How often one attempt is repeated. A peer that refuses more than that is overloaded, and the retry policy's business. */
const refusalsMax = 2;

/**
 * One attempt over HTTP/2. It exists before its stream does: until the pool has a session with room, what is written
 * waits here, so that the caller sees no difference. Neither does it when the peer refuses the stream without having looked
 * at it (RFC 9113, 8.7): the attempt then starts over on another session.
 */
export class Http2Attempt implements AttemptStream, Http2StreamListener {
  private stream: Http2Stream | undefined;
  private startOver: (() => void) | undefined;
  private unsent: Uint8Array[] = [];
  private unsentBytes = 0;
  /** What the stream was given so far; undefined once it cannot be repeated any more. */
  private repeatable: Uint8Array[] | undefined = [];
  private repeatableBytes = 0;
  private refusals = 0;
  private isHalfClosed = false;
  private isPaused = false;
  /** The listener has heard its last; whatever the stream still does is nobody's business. */
  private isOver = false;

  constructor(
    private readonly uri: string,
    /** As the encoder takes it: pseudo-header fields and fields, names and values in turns. */
    readonly head: readonly string[],
    private readonly listener: AttemptListener,
  ) {}

  /** Cancelled before it got a stream: it needs none any more. */
  get isCancelled(): boolean {
    return this.isOver;
  }

  /** The pool found a session. `startOver` asks it for another. */
  attach(stream: Http2Stream, startOver: () => void): void {
    this.stream = stream;
    this.startOver = startOver;
    if (this.isPaused) stream.pause();
    const { unsent } = this;
    this.unsent = [];
    this.unsentBytes = 0;
    for (const bytes of unsent) this.send(stream, bytes);
    if (this.isHalfClosed) stream.end();
  }

  /** Nothing will come: there is no connection. */
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
    return this.unsentBytes < unsentBytesMax;
  }

  end(): void {
    if (this.isHalfClosed) return;
    this.isHalfClosed = true;
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
    this.stream?.reset();
  }

  onHead(status: number, headers: Readonly<Record<string, string>>): void {
    this.repeatable = undefined;
    if (!this.isOver) this.listener.onHead(status, headers);
  }

  onData(chunk: Uint8Array): void {
    if (!this.isOver) this.listener.onData(chunk);
  }

  onEnd(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.listener.onEnd();
  }

  onDrain(): void {
    if (!this.isOver && !this.isHalfClosed) this.listener.onDrain();
  }

  onBroken(error: Error, isUnprocessed: boolean): void {
    if (isUnprocessed && this.rewind()) this.startOver?.();
    else this.fail(error);
  }

  /** True when the attempt can start over on another stream. */
  private rewind(): boolean {
    const { repeatable } = this;
    if (this.isOver || repeatable === undefined || this.refusals === refusalsMax) return false;
    this.refusals++;
    this.stream = undefined;
    this.unsent = repeatable;
    this.unsentBytes = this.repeatableBytes;
    this.repeatable = [];
    this.repeatableBytes = 0;
    return true;
  }

  private send(stream: Http2Stream, bytes: Uint8Array): boolean {
    this.keep(bytes);
    return stream.write(bytes);
  }

  private keep(bytes: Uint8Array): void {
    if (this.repeatable === undefined) return;
    this.repeatableBytes += bytes.length;
    if (this.repeatableBytes > repeatableBytesMax) this.repeatable = undefined;
    else this.repeatable.push(bytes);
  }
}
