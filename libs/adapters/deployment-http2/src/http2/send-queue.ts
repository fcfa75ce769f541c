import { SendWindow } from './flow-window.js';
import type { FrameOutput } from './frame-output.js';
import type { Http2Stream } from './http2-stream.js';

/** Bytes gathered for one flush; the socket is asked for its opinion in between. */
const flushBytesMax = 256 * 1024;

/**
 * Whose turn it is to send DATA: one frame each, in turns, so that a long request does not hold up the short ones. A stream
 * whose own window is shut is not in here until the window opens.
 */
export class SendQueue {
  /** Of the connection. */
  readonly window = new SendWindow();
  private queue: Http2Stream[] = [];
  /** Wait for the connection's window. */
  private parked: Http2Stream[] = [];

  get isEmpty(): boolean {
    return this.queue.length === 0;
  }

  add(stream: Http2Stream): void {
    if (stream.isQueued || !stream.body.isSendable) return;
    stream.isQueued = true;
    this.queue.push(stream);
  }

  /** The connection's window opened. */
  grow(bytes: number): void {
    this.window.grow(bytes);
    if (this.parked.length === 0) return;
    this.queue = [...this.parked, ...this.queue];
    this.parked = [];
  }

  sendTo(output: FrameOutput): void {
    while (output.gatheredBytes < flushBytesMax) {
      const stream = this.queue.shift();
      if (stream === undefined) return;
      const { body } = stream;
      // It may have been reset since.
      if (body.isSendable) {
        const sent = body.sendFrame(stream.id, output, this.window.available);
        this.window.take(sent);
        if (sent === 0 && !body.isClosed) {
          this.parked.push(stream);
          continue;
        }
      }
      stream.isQueued = false;
      this.add(stream);
      stream.onSent();
    }
  }
}
