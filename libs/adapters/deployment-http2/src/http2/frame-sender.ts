import type { Socket } from 'node:net';
import { FrameOutput } from './frame-output.js';
import type { Http2Stream } from './http2-stream.js';
import { SendQueue } from './send-queue.js';
import { clientPreface, Flag, FrameType } from './wire.js';

const preface = Buffer.from(clientPreface, 'latin1');

/** Our half of a connection: whatever one turn of the event loop sends leaves together, when that turn ends. */
export class FrameSender {
  private readonly output = new FrameOutput();
  private readonly queue = new SendQueue();
  private isFlushDue = false;
  /** The socket has more than it can send: DATA has to wait. */
  private isBlocked = false;
  private isOver = false;

  constructor(private readonly socket: Socket) {
    socket.on('drain', () => this.onDrain());
  }

  /** What every connection begins with (RFC 9113, 3.4). */
  preface(settings: ReadonlyArray<readonly [id: number, value: number]>): void {
    this.output.payload(preface);
    this.output.header(settings.length * 6, FrameType.settings, 0, 0);
    for (const [id, value] of settings) {
      this.output.uint16(id);
      this.output.uint32(value);
    }
    this.flushSoon();
  }

  settingsAck(): void {
    this.output.header(0, FrameType.settings, Flag.ack, 0);
    this.flushSoon();
  }

  /** A header block, whose memory may change afterwards. */
  headers(streamId: number, block: Buffer): void {
    this.output.headers(streamId, block);
    this.flushSoon();
  }

  /** The stream may have DATA to send. */
  dataOf(stream: Http2Stream): void {
    this.queue.add(stream);
    this.flushSoon();
  }

  /** The peer lets more DATA through, over all streams. */
  growWindow(bytes: number): void {
    this.queue.grow(bytes);
    this.flushSoon();
  }

  reset(streamId: number, code: number): void {
    this.output.header(4, FrameType.rstStream, 0, streamId);
    this.output.uint32(code);
    this.flushSoon();
  }

  /** Stream 0 is the connection. */
  windowUpdate(streamId: number, increment: number): void {
    this.output.header(4, FrameType.windowUpdate, 0, streamId);
    this.output.uint32(increment);
    this.flushSoon();
  }

  ping(number: number): void {
    this.output.header(8, FrameType.ping, 0, 0);
    this.output.uint32(0);
    this.output.uint32(number);
    this.flushSoon();
  }

  pingAck(data: Buffer): void {
    this.output.header(8, FrameType.ping, Flag.ack, 0);
    this.output.payload(data);
    this.flushSoon();
  }

  /** Ends our half with GOAWAY, if somebody may hear it, and the socket with it. */
  goaway(code: number, reason: string): void {
    this.isOver = true;
    if (this.socket.readableEnded || !this.socket.writable) {
      this.socket.destroy();
      return;
    }
    const debugData = Buffer.from(reason, 'latin1');
    this.output.header(8 + debugData.length, FrameType.goaway, 0, 0);
    this.output.uint32(0); // The last stream of the peer's; it has none.
    this.output.uint32(code);
    this.output.payload(debugData);
    // A peer that has stopped reading would keep us waiting.
    if (this.output.flush(this.socket)) this.socket.destroySoon();
    else this.socket.destroy();
  }

  private flushSoon(): void {
    if (this.isFlushDue) return;
    this.isFlushDue = true;
    // Behind all promises that are about to settle: what they lead to comes along.
    process.nextTick(this.flush);
  }

  private readonly flush = (): void => {
    this.isFlushDue = false;
    if (this.isOver) return;
    if (!this.isBlocked) this.queue.sendTo(this.output);
    this.isBlocked = !this.output.flush(this.socket);
    if (!this.isBlocked && !this.queue.isEmpty) this.flushSoon();
  };

  private onDrain(): void {
    this.isBlocked = false;
    this.flush();
  }
}
