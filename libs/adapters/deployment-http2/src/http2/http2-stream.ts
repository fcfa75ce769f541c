import { ReceiveWindow } from './flow-window.js';
import type { Field } from './hpack/static-table.js';
import { checkTrailers, responseHead } from './fields.js';
import { ErrorCode, errorCodeName, Http2Error } from './http2-error.js';
import { RequestBody } from './request-body.js';

/** What happens on a stream, in order. After `onEnd` or `onBroken` nothing more is called; after a reset of ours, nothing at all. */
export interface Http2StreamListener {
  onHead(status: number, headers: Readonly<Record<string, string>>): void;
  /** The memory is good until the call returns. */
  onData(chunk: Uint8Array): void;
  /** The response is complete. */
  onEnd(): void;
  /** The writer may go on after `write` returned false. */
  onDrain(): void;
  /** @param isUnprocessed the peer has not looked at the request, which may be repeated elsewhere (RFC 9113, 8.7) */
  onBroken(error: Error, isUnprocessed: boolean): void;
}

/** What a stream asks of its connection. */
export interface Http2StreamHost {
  /** There may be something to send. */
  sendSoon(stream: Http2Stream): void;
  sendReset(stream: Http2Stream, code: number): void;
  /** Bytes of DATA were read: the peer may send as many again. `increment` is for the stream, the rest for the connection. */
  giveBack(streamId: number, bytes: number, increment: number): void;
  /** Both sides are done with it. */
  remove(stream: Http2Stream): void;
}

/** One request and its response (RFC 9113, 5.1 and 8.1), on a connection of ours. */
export class Http2Stream {
  readonly body: RequestBody;
  /** It stands in the send queue. */
  isQueued = false;
  private response: 'head' | 'body' | 'ended' | 'closed' = 'head';
  private readonly window: ReceiveWindow;
  /** What `content-length` announced and has not come yet. */
  private announcedBytes: number | undefined;
  private isPaused = false;
  /** Came while paused. Bounded by the window. */
  private held: Uint8Array[] = [];
  private isEndHeld = false;

  constructor(
    readonly id: number,
    private readonly host: Http2StreamHost,
    private readonly listener: Http2StreamListener,
    sendWindowBytes: number,
    receiveWindowBytes: number,
  ) {
    this.body = new RequestBody(sendWindowBytes);
    this.window = new ReceiveWindow(receiveWindowBytes);
  }

  /** The memory must not change any more. False asks to wait for `onDrain`. */
  write(bytes: Uint8Array): boolean {
    if (this.response === 'closed') return true;
    const hasRoom = this.body.write(bytes);
    this.host.sendSoon(this);
    return hasRoom;
  }

  end(): void {
    if (this.response === 'closed') return;
    this.body.end();
    this.host.sendSoon(this);
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    // Not at once: whoever resumes does not expect to be called back from within.
    if (this.held.length > 0 || this.isEndHeld) queueMicrotask(() => this.deliverHeld());
  }

  reset(code: number = ErrorCode.cancel): void {
    if (this.response === 'closed') return;
    this.host.sendReset(this, code);
    this.close();
  }

  /**
   * HEADERS came; `fields` is undefined when they are more than we take. This and {@link onData} throw {@link Http2Error}, before
   * they do anything, when the response is malformed: the stream is to be broken off, the connection is fine.
   *
   * @returns whether it was an informational head (RFC 9110, 15.2)
   */
  onHeaders(fields: readonly Field[] | undefined, isLast: boolean): boolean {
    if (fields === undefined)
      throw new Http2Error(ErrorCode.enhanceYourCalm, 'the response head is too large');
    if (this.response !== 'head') {
      this.onTrailers(fields, isLast);
      return false;
    }
    const { status, headers, bodyBytes } = responseHead(fields);
    if (status < 200) {
      if (isLast || status === 101) throw malformed(`a response of status ${status}`);
      return true;
    }
    this.announcedBytes = bodyBytes;
    this.expect(0, isLast);
    this.response = 'body';
    this.listener.onHead(status, headers);
    if (isLast) this.onLast();
    return false;
  }

  /** DATA came: the payload is `bytes[start, end)`, which counts `flowBytes` with its padding. */
  onData(bytes: Buffer, start: number, end: number, flowBytes: number, isLast: boolean): void {
    if (this.response !== 'body' || this.isEndHeld) throw malformed('DATA before its head or after its end');
    this.window.take(flowBytes);
    const length = end - start;
    this.expect(length, isLast);
    if (this.isHolding) {
      if (length > 0) this.held.push(Buffer.from(bytes.subarray(start, end)));
      this.giveBack(flowBytes - length, isLast);
    } else {
      this.giveBack(flowBytes, isLast);
      if (length > 0) this.listener.onData(bytes.subarray(start, end));
    }
    if (isLast) this.onLast();
  }

  /** RST_STREAM came. */
  onReset(code: number): void {
    const reason =
      code === ErrorCode.noError
        ? 'stream closed before the response was complete'
        : `stream closed with error code ${errorCodeName(code)}`;
    this.fail(new Http2Error(code, reason), code === ErrorCode.refusedStream);
  }

  /** A frame of the request was sent. */
  onSent(): void {
    if (this.body.isDrained()) this.listener.onDrain();
    if (this.response === 'ended' && this.body.isClosed) this.close();
  }

  /** The peer sends nothing more. A response that is here as a whole is still handed out when its reader wants it. */
  fail(error: Error, isUnprocessed: boolean): void {
    if (this.isEndHeld) {
      this.body.abandon();
      return;
    }
    const isOver = this.response === 'ended' || this.response === 'closed';
    this.release();
    // First its listener: the connection may end with its last stream, and who repeats the request should be known by then.
    if (!isOver) this.listener.onBroken(error, isUnprocessed);
    this.host.remove(this);
  }

  private get isHolding(): boolean {
    return this.isPaused || this.held.length > 0;
  }

  private onTrailers(fields: readonly Field[], isLast: boolean): void {
    if (this.response !== 'body' || this.isEndHeld) throw malformed('HEADERS after its end');
    if (!isLast) throw malformed('a second head');
    checkTrailers(fields);
    this.expect(0, true);
    this.onLast();
  }

  /** Holds the body to its announced length (RFC 9113, 8.1.1). */
  private expect(bytes: number, isLast: boolean): void {
    if (this.announcedBytes === undefined) return;
    this.announcedBytes -= bytes;
    if (this.announcedBytes < 0 || (isLast && this.announcedBytes > 0)) {
      throw malformed('a body that is not as long as content-length says');
    }
  }

  private onLast(): void {
    // The listener may have reset the stream just now.
    if (this.response !== 'body') return;
    if (this.isHolding) this.isEndHeld = true;
    else this.complete();
  }

  private deliverHeld(): void {
    while (!this.isPaused) {
      const chunk = this.held.shift();
      if (chunk === undefined) break;
      this.giveBack(chunk.length, this.isEndHeld);
      this.listener.onData(chunk);
    }
    if (!this.isHolding && this.isEndHeld && this.response === 'body') this.complete();
  }

  private complete(): void {
    this.isEndHeld = false;
    this.response = 'ended';
    this.listener.onEnd();
    if (this.body.isClosed) this.close();
    // The peer has answered without the rest of the request, and nobody will write or wait for it any more.
    else if (!this.body.isAllSent) this.reset();
  }

  private giveBack(bytes: number, isLast: boolean): void {
    if (bytes > 0) this.host.giveBack(this.id, bytes, isLast ? 0 : this.window.giveBack(bytes));
  }

  private close(): void {
    this.release();
    this.host.remove(this);
  }

  private release(): void {
    this.response = 'closed';
    this.body.abandon();
    let heldBytes = 0;
    for (const chunk of this.held) heldBytes += chunk.length;
    this.held = [];
    this.giveBack(heldBytes, true);
  }
}

function malformed(what: string): Http2Error {
  return new Http2Error(ErrorCode.protocolError, `malformed response: ${what}`);
}
