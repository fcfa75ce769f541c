import type { FrameHandler } from './frame-reader.js';
import { FrameBudget } from './frame-budget.js';
import { HeaderBlock } from './header-block.js';
import { HpackDecoder } from './hpack/decoder.js';
import type { Field } from './hpack/static-table.js';
import { ErrorCode, Http2Error } from './http2-error.js';
import { Flag, FrameType } from './wire.js';

/** Largest header list of a response. */
export const headerListBytesMax = 64 * 1024;

/** What the frames of a peer say. Whatever throws {@link Http2Error} from here ends the connection. */
export interface PeerListener {
  /** `fields` is undefined when they are more than {@link headerListBytesMax}. */
  onHeaders(streamId: number, fields: readonly Field[] | undefined, isLast: boolean): void;
  onData(
    streamId: number,
    bytes: Buffer,
    start: number,
    end: number,
    flowBytes: number,
    isLast: boolean,
  ): void;
  onReset(streamId: number, code: number): void;
  onSettings(bytes: Buffer, start: number, end: number): void;
  /** `data` has 8 bytes. */
  onPing(data: Buffer, isAck: boolean): void;
  onGoaway(lastStreamId: number, code: number, debugData: string): void;
  /** Stream 0 is the connection. */
  onWindowUpdate(streamId: number, increment: number): void;
}

/** Takes frames apart (RFC 9113, 6), and holds the peer to the rules that need no knowledge of streams. */
export class IncomingFrames implements FrameHandler {
  private readonly decoder = new HpackDecoder(headerListBytesMax);
  private readonly budget = new FrameBudget();
  /** Begun by a frame without END_HEADERS. */
  private unfinished: HeaderBlock | undefined;
  private isStopped = false;

  constructor(private readonly listener: PeerListener) {}

  /** The peer cost us something, and brought no answer closer. */
  onIdleFrame(): void {
    this.budget.spend();
  }

  /** Whatever else comes is ignored. */
  stop(): void {
    this.isStopped = true;
  }

  onFrame(type: number, flags: number, streamId: number, bytes: Buffer, start: number, end: number): void {
    if (this.isStopped) return;
    if (this.unfinished !== undefined) {
      this.continue(this.unfinished, type, flags, streamId, bytes, start, end);
      return;
    }
    const { listener } = this;
    switch (type) {
      case FrameType.data:
        this.onData(flags, streamId, bytes, start, end);
        return;
      case FrameType.headers:
        this.onHeaders(flags, streamId, bytes, start, end);
        return;
      case FrameType.rstStream:
        check(streamId !== 0, 'RST_STREAM');
        checkLength(end - start === 4, 'RST_STREAM');
        listener.onReset(streamId, bytes.readUInt32BE(start));
        return;
      case FrameType.settings:
        this.budget.spend();
        check(streamId === 0, 'SETTINGS');
        checkLength((flags & Flag.ack) === 0 || end === start, 'SETTINGS');
        if ((flags & Flag.ack) === 0) listener.onSettings(bytes, start, end);
        return;
      case FrameType.pushPromise:
        // We have said that we take none.
        throw new Http2Error(ErrorCode.protocolError, 'the peer sent PUSH_PROMISE');
      case FrameType.ping:
        this.budget.spend();
        check(streamId === 0, 'PING');
        checkLength(end - start === 8, 'PING');
        listener.onPing(bytes.subarray(start, end), (flags & Flag.ack) !== 0);
        return;
      case FrameType.goaway:
        check(streamId === 0, 'GOAWAY');
        checkLength(end - start >= 8, 'GOAWAY');
        listener.onGoaway(
          bytes.readUInt32BE(start) & 0x7fff_ffff,
          bytes.readUInt32BE(start + 4),
          bytes.toString('latin1', start + 8, Math.min(end, start + 8 + debugDataBytesMax)),
        );
        return;
      case FrameType.windowUpdate:
        checkLength(end - start === 4, 'WINDOW_UPDATE');
        listener.onWindowUpdate(streamId, bytes.readUInt32BE(start) & 0x7fff_ffff);
        return;
      case FrameType.continuation:
        throw new Http2Error(ErrorCode.protocolError, 'CONTINUATION without HEADERS');
      default:
        // PRIORITY, which is obsolete, and what extensions define (RFC 9113, 5.5).
        this.budget.spend();
    }
  }

  private onData(flags: number, streamId: number, bytes: Buffer, start: number, end: number): void {
    check(streamId !== 0, 'DATA');
    const isLast = (flags & Flag.endStream) !== 0;
    if (start === end && !isLast) this.budget.spend();
    const isPadded = (flags & Flag.padded) !== 0;
    const from = isPadded ? start + 1 : start;
    const to = isPadded ? end - paddingBytes(bytes, start, end) : end;
    check(from <= to, 'DATA');
    this.listener.onData(streamId, bytes, from, to, end - start, isLast);
  }

  private onHeaders(flags: number, streamId: number, bytes: Buffer, start: number, end: number): void {
    check(streamId !== 0, 'HEADERS');
    const isPadded = (flags & Flag.padded) !== 0;
    const priorityBytes = (flags & Flag.priority) === 0 ? 0 : 5;
    const from = start + (isPadded ? 1 : 0) + priorityBytes;
    const to = isPadded ? end - paddingBytes(bytes, start, end) : end;
    check(from <= to, 'HEADERS');
    const isLast = (flags & Flag.endStream) !== 0;
    if ((flags & Flag.endHeaders) !== 0) {
      this.listener.onHeaders(streamId, this.decoder.decode(bytes, from, to), isLast);
      return;
    }
    this.unfinished = new HeaderBlock(streamId, isLast);
    this.unfinished.add(bytes, from, to);
  }

  private continue(
    block: HeaderBlock,
    type: number,
    flags: number,
    streamId: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    check(type === FrameType.continuation && streamId === block.streamId, 'frame inside of a header block');
    block.add(bytes, start, end);
    if ((flags & Flag.endHeaders) === 0) return;
    this.unfinished = undefined;
    const whole = block.whole();
    this.listener.onHeaders(streamId, this.decoder.decode(whole, 0, whole.length), block.isLast);
  }
}

/** As much of what a peer gives as the reason of its GOAWAY as belongs into an error message. */
const debugDataBytesMax = 200;

function paddingBytes(bytes: Buffer, start: number, end: number): number {
  check(start < end, 'padding');
  return bytes[start] ?? 0;
}

function check(isAllowed: boolean, what: string): void {
  if (!isAllowed) throw new Http2Error(ErrorCode.protocolError, `the peer sent a malformed ${what}`);
}

function checkLength(isAllowed: boolean, what: string): void {
  if (!isAllowed) throw new Http2Error(ErrorCode.frameSizeError, `the peer sent a ${what} of a wrong length`);
}
