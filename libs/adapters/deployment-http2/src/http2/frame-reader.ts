import { ErrorCode, Http2Error } from './http2-error.js';
import { frameHeaderBytes, framePayloadBytesMax, FrameType } from './wire.js';

export interface FrameHandler {
  /** The payload is `bytes[start, end)`, good until the call returns. */
  onFrame(type: number, flags: number, streamId: number, bytes: Buffer, start: number, end: number): void;
}

/**
 * Cuts what a peer sends into frames (RFC 9113, 4.1), however the transport cut it into chunks. A frame that is whole in its
 * chunk is handled where it lies; only one that is not is copied together.
 *
 * Throws {@link Http2Error} for a frame that is too long, before any of it is kept, and for a peer that does not begin with
 * SETTINGS (3.4), which speaks something else. The reader is of no use then.
 */
export class FrameReader {
  /** The beginning of a frame whose end is not here yet. */
  private readonly held = Buffer.allocUnsafeSlow(frameHeaderBytes + framePayloadBytesMax);
  private heldBytes = 0;
  private hasBegun = false;

  constructor(private readonly handler: FrameHandler) {}

  push(chunk: Buffer): void {
    let position = 0;
    while (this.heldBytes > 0 && position < chunk.length) position = this.hold(chunk, position);
    while (chunk.length - position >= frameHeaderBytes) {
      const length = this.payloadBytes(chunk, position);
      const end = position + frameHeaderBytes + length;
      if (end > chunk.length) break;
      this.handle(chunk, position, end);
      position = end;
    }
    while (position < chunk.length) position = this.hold(chunk, position);
  }

  /** Keeps what the held frame lacks, and hands it on when it is whole. Returns the position behind. */
  private hold(chunk: Buffer, position: number): number {
    const isHeaderWhole = this.heldBytes >= frameHeaderBytes;
    const wanted = frameHeaderBytes + (isHeaderWhole ? this.payloadBytes(this.held, 0) : 0);
    const taken = Math.min(wanted - this.heldBytes, chunk.length - position);
    chunk.copy(this.held, this.heldBytes, position, position + taken);
    this.heldBytes += taken;
    const isWhole =
      this.heldBytes >= frameHeaderBytes &&
      this.heldBytes === frameHeaderBytes + this.payloadBytes(this.held, 0);
    if (isWhole) {
      const end = this.heldBytes;
      this.heldBytes = 0;
      this.handle(this.held, 0, end);
    }
    return position + taken;
  }

  private payloadBytes(bytes: Buffer, position: number): number {
    const length = bytes.readUIntBE(position, 3);
    if (!this.hasBegun) {
      if (bytes[position + 3] !== FrameType.settings || length > framePayloadBytesMax) {
        throw new Http2Error(
          ErrorCode.protocolError,
          `the peer does not speak HTTP/2: it begins with ${beginningOf(bytes, position)}`,
        );
      }
      this.hasBegun = true;
    }
    if (length > framePayloadBytesMax) {
      throw new Http2Error(
        ErrorCode.frameSizeError,
        `a frame of ${length} bytes exceeds the limit of ${framePayloadBytesMax} bytes`,
      );
    }
    return length;
  }

  private handle(bytes: Buffer, position: number, end: number): void {
    this.handler.onFrame(
      bytes[position + 3] ?? 0,
      bytes[position + 4] ?? 0,
      bytes.readUInt32BE(position + 5) & 0x7fff_ffff,
      bytes,
      position + frameHeaderBytes,
      end,
    );
  }
}

function beginningOf(bytes: Buffer, position: number): string {
  return JSON.stringify(bytes.toString('latin1', position, position + frameHeaderBytes));
}
