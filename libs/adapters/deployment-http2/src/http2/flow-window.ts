import { ErrorCode, Http2Error } from './http2-error.js';
import { initialWindowBytes, windowBytesMax } from './wire.js';

/** How many bytes of DATA we may send (RFC 9113, 5.2 and 6.9): on a connection, or on one stream. */
export class SendWindow {
  constructor(private bytes = initialWindowBytes) {}

  /** Below 0 when the peer has taken back what was sent already (6.9.2). */
  get available(): number {
    return this.bytes;
  }

  take(bytes: number): void {
    this.bytes -= bytes;
  }

  /** By WINDOW_UPDATE, or by a change of the initial size, which may be negative. */
  grow(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > windowBytesMax) {
      throw new Http2Error(ErrorCode.flowControlError, 'the peer opened a window beyond 2^31 - 1 bytes');
    }
  }
}

/** How many bytes of DATA the peer may send. What was read is given back when it is worth a frame. */
export class ReceiveWindow {
  private available: number;
  private owed = 0;

  constructor(private readonly bytesMax: number) {
    this.available = bytesMax;
  }

  /** Bytes came in. Throws when they are more than the peer may send. */
  take(bytes: number): void {
    this.available -= bytes;
    if (this.available < 0) {
      throw new Http2Error(ErrorCode.flowControlError, 'the peer sent more than the window allows');
    }
  }

  /** Bytes were read. Returns what WINDOW_UPDATE is to say; 0: nothing yet. */
  giveBack(bytes: number): number {
    this.owed += bytes;
    if (this.owed < this.bytesMax / 2) return 0;
    const increment = this.owed;
    this.owed = 0;
    this.available += increment;
    return increment;
  }
}
