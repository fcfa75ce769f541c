import { PerdureError } from '@perdure/model';
import { frameHeaderBytes, requestedAckFlag } from './frame.js';
import { describeMessageType } from './message-type.js';

/** `payload` has memory of its own and may be kept. */
export type FrameListener = (type: number, isAckRequested: boolean, payload: Uint8Array) => void;

const empty = new Uint8Array(0);

/**
 * Cuts a byte stream into frames, however the transport cut it into chunks.
 *
 * Each payload is copied exactly once, into memory of exactly its size: the transport gets its chunk back, and a small
 * entry that stays in the journal does not keep a large chunk alive.
 */
export class FrameDecoder {
  private readonly header = Buffer.allocUnsafe(frameHeaderBytes);
  private headerFilled = 0;
  /** Payload under construction; undefined while a header is read. */
  private payload: Uint8Array | undefined;
  private payloadFilled = 0;

  constructor(private readonly payloadBytesMax: number) {}

  /** No frame is begun: the stream may end here. */
  get isAtBoundary(): boolean {
    return this.headerFilled === 0;
  }

  /**
   * Hands every frame that `chunk` completes to `onFrame`, in order. Throws `MESSAGE_TOO_LARGE` as soon as a header announces
   * a payload longer than the limit, before any of it is buffered; the decoder is of no use afterwards.
   */
  push(chunk: Uint8Array, onFrame: FrameListener): void {
    for (let position = 0; position < chunk.length;) {
      position +=
        this.payload === undefined ? this.fillHeader(chunk, position) : this.fillPayload(chunk, position);
      if (this.payload !== undefined && this.payloadFilled === this.payload.length) this.finish(onFrame);
    }
  }

  private fillHeader(chunk: Uint8Array, position: number): number {
    const taken = Math.min(frameHeaderBytes - this.headerFilled, chunk.length - position);
    for (let i = 0; i < taken; i++) this.header[this.headerFilled + i] = chunk[position + i] ?? 0;
    this.headerFilled += taken;
    if (this.headerFilled === frameHeaderBytes) this.begin();
    return taken;
  }

  private begin(): void {
    const length = this.header.readUInt32BE(4);
    if (length > this.payloadBytesMax) {
      const name = describeMessageType(this.header.readUInt16BE(0));
      throw new PerdureError(
        'MESSAGE_TOO_LARGE',
        `${name} message of ${length} bytes exceeds the limit of ${this.payloadBytesMax} bytes`,
        { details: { payloadBytes: length, payloadBytesMax: this.payloadBytesMax } },
      );
    }
    this.payload = length === 0 ? empty : new Uint8Array(length);
    this.payloadFilled = 0;
  }

  private fillPayload(chunk: Uint8Array, position: number): number {
    const payload = this.payload ?? empty;
    const taken = Math.min(payload.length - this.payloadFilled, chunk.length - position);
    payload.set(chunk.subarray(position, position + taken), this.payloadFilled);
    this.payloadFilled += taken;
    return taken;
  }

  private finish(onFrame: FrameListener): void {
    const payload = this.payload ?? empty;
    this.payload = undefined;
    this.headerFilled = 0;
    onFrame(this.header.readUInt16BE(0), (this.header.readUInt16BE(2) & requestedAckFlag) !== 0, payload);
  }
}
