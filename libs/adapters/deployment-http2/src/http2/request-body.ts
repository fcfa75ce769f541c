import { SendWindow } from './flow-window.js';
import type { FrameOutput } from './frame-output.js';
import { Flag, framePayloadBytesMax, FrameType } from './wire.js';

/** Bytes that wait to be sent before writers are asked for patience. */
export const unsentBytesMax = 64 * 1024;

/** The request side of a stream: what was written and not sent yet. */
export class RequestBody {
  readonly window: SendWindow;
  private chunks: Uint8Array[] = [];
  /** How much of the first chunk is sent. */
  private sentOfFirst = 0;
  private unsentBytes = 0;
  private isEnded = false;
  private isEndSent = false;
  private owesDrain = false;

  constructor(windowBytes: number) {
    this.window = new SendWindow(windowBytes);
  }

  /** There is something to send that the stream's window lets through. */
  get isSendable(): boolean {
    return this.unsentBytes > 0 ? this.window.available > 0 : this.isEnded && !this.isEndSent;
  }

  /** All is written and, but for the END_STREAM flag at most, sent. */
  get isAllSent(): boolean {
    return this.isEnded && this.unsentBytes === 0;
  }

  get isClosed(): boolean {
    return this.isEndSent;
  }

  /** False: wait until {@link isDrained}. */
  write(bytes: Uint8Array): boolean {
    if (this.isEnded) return true;
    if (bytes.length > 0) this.chunks.push(bytes);
    this.unsentBytes += bytes.length;
    this.owesDrain = this.unsentBytes >= unsentBytesMax;
    return !this.owesDrain;
  }

  end(): void {
    this.isEnded = true;
  }

  /** Nothing of it will be sent any more. */
  abandon(): void {
    this.isEnded = true;
    this.isEndSent = true;
    this.chunks = [];
    this.unsentBytes = 0;
  }

  /** True once after `write` returned false: there is room again. */
  isDrained(): boolean {
    if (!this.owesDrain || this.isEnded || this.unsentBytes >= unsentBytesMax) return false;
    this.owesDrain = false;
    return true;
  }

  /**
   * Sends one DATA frame, with END_STREAM if it is the last.
   *
   * @param bytesMax what the connection's window lets through
   * @returns bytes of payload; 0: none, unless the end was all there was to send
   */
  sendFrame(streamId: number, output: FrameOutput, bytesMax: number): number {
    const length = Math.min(this.unsentBytes, this.window.available, bytesMax, framePayloadBytesMax);
    if (length <= 0 && !this.isAllSent) return 0;
    const isLast = this.isEnded && length === this.unsentBytes;
    output.header(length, FrameType.data, isLast ? Flag.endStream : 0, streamId);
    this.sendBytes(output, length);
    this.window.take(length);
    this.isEndSent = isLast;
    return length;
  }

  private sendBytes(output: FrameOutput, length: number): void {
    this.unsentBytes -= length;
    let count = 0;
    for (let rest = length; rest > 0;) {
      const chunk = this.chunks[count];
      if (chunk === undefined) break;
      const end = Math.min(chunk.length, this.sentOfFirst + rest);
      rest -= end - this.sentOfFirst;
      const isWhole = this.sentOfFirst === 0 && end === chunk.length;
      output.payload(isWhole ? chunk : chunk.subarray(this.sentOfFirst, end));
      this.sentOfFirst = end;
      if (end < chunk.length) break;
      this.sentOfFirst = 0;
      count++;
    }
    if (this.unsentBytes === 0) this.chunks = [];
    else this.chunks.splice(0, count);
  }
}
