import type { Socket } from 'node:net';
import { frameHeaderBytes, framePayloadBytesMax, Flag, FrameType } from './wire.js';

const slabBytes = 32 * 1024;
/** Shorter payloads are copied behind their headers; that costs less than a piece of their own in a gathered write. */
const copiedBytesMax = 2048;

/**
 * Frames on their way to a socket. What is added between two flushes leaves with one system call: small frames lie one behind
 * the other in a slab, long payloads stay where they are.
 */
export class FrameOutput {
  /** Memory that was written is never written again: the socket may still be reading it. */
  private slab = Buffer.allocUnsafeSlow(slabBytes);
  /** What the slab has for the next flush: `[from, at)`. */
  private from = 0;
  private at = 0;
  /** Before that. */
  private pieces: Uint8Array[] = [];
  private pieceBytes = 0;

  get gatheredBytes(): number {
    return this.pieceBytes + this.at - this.from;
  }

  /** Begins a frame. Exactly `length` bytes of payload have to follow. */
  header(length: number, type: number, flags: number, streamId: number): void {
    this.reserve(frameHeaderBytes);
    const { slab } = this;
    let at = this.at;
    slab[at++] = length >>> 16;
    slab[at++] = length >>> 8;
    slab[at++] = length;
    slab[at++] = type;
    slab[at++] = flags;
    this.at = slab.writeUInt32BE(streamId, at);
  }

  uint16(value: number): void {
    this.reserve(2);
    this.at = this.slab.writeUInt16BE(value, this.at);
  }

  uint32(value: number): void {
    this.reserve(4);
    this.at = this.slab.writeUInt32BE(value, this.at);
  }

  /** The memory must not change any more. */
  payload(bytes: Uint8Array): void {
    if (bytes.length > copiedBytesMax) {
      this.cut();
      this.pieces.push(bytes);
      this.pieceBytes += bytes.length;
    } else {
      this.copy(bytes);
    }
  }

  /** A header block in as many frames as it takes (RFC 9113, 6.2 and 6.10). The memory may change afterwards. */
  headers(streamId: number, block: Buffer): void {
    for (let start = 0; start < block.length || start === 0; start += framePayloadBytesMax) {
      const end = Math.min(start + framePayloadBytesMax, block.length);
      const type = start === 0 ? FrameType.headers : FrameType.continuation;
      this.header(end - start, type, end === block.length ? Flag.endHeaders : 0, streamId);
      this.copy(start === 0 && end === block.length ? block : block.subarray(start, end));
    }
  }

  /** Hands everything to the socket. False: it has more than it can send. */
  flush(socket: Socket): boolean {
    this.cut();
    const { pieces } = this;
    if (pieces.length === 0) return !socket.writableNeedDrain;
    this.pieces = [];
    this.pieceBytes = 0;
    const [first] = pieces;
    if (pieces.length === 1 && first !== undefined) return socket.write(first);
    socket.cork();
    for (const piece of pieces) socket.write(piece);
    socket.uncork();
    return !socket.writableNeedDrain;
  }

  private copy(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.slab.set(bytes, this.at);
    this.at += bytes.length;
  }

  private reserve(length: number): void {
    if (this.at + length <= this.slab.length) return;
    this.cut();
    this.slab = Buffer.allocUnsafeSlow(slabBytes);
    this.from = 0;
    this.at = 0;
  }

  private cut(): void {
    if (this.at === this.from) return;
    this.pieces.push(this.slab.subarray(this.from, this.at));
    this.pieceBytes += this.at - this.from;
    this.from = this.at;
  }
}
