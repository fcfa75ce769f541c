import type { Frame } from '@perdure/model';
import type { AttemptStream } from '@perdure/ports';
import { encodeFrames, frameHeaderBytes } from '@perdure/protocol';

/**
 * The request side of one attempt: first the replay, then what the journal gains while the attempt runs.
 *
 * A frame for an entry that the replay holds must not be sent again, and none may overtake the replay. So the number of
 * replayed entries is fixed when the replay begins: what is appended before that is read from the store, what is appended
 * later waits here.
 */
export class RequestWriter {
  private stream: AttemptStream | undefined;
  private phase: 'ahead' | 'replaying' | 'live' | 'half-closed' = 'ahead';
  private knownEntries: number;
  /** Frames to send with the next flush. */
  private pending: Frame[] = [];
  private pendingBytes = 0;
  private isFlushDue = false;
  private isHalfCloseDue = false;
  private isBlocked = false;
  private unblock: (() => void) | undefined;

  /**
   * @param journalLength entries committed when the attempt was asked for
   * @param unsentBytesMax frames that wait for a slow reader, in bytes, before we half-close instead
   * @param onHalfClosed called once, however that came about
   */
  constructor(
    journalLength: number,
    private readonly unsentBytesMax: number,
    private readonly onHalfClosed: () => void,
  ) {
    this.knownEntries = journalLength;
  }

  /** Returns the number of entries to replay. */
  beginReplay(): number {
    this.phase = 'replaying';
    return this.knownEntries;
  }

  open(stream: AttemptStream): void {
    this.stream = stream;
  }

  /** False: wait for {@link untilUnblocked} before the next page. */
  writeReplay(frames: readonly Frame[]): boolean {
    this.send(frames);
    return !this.isBlocked;
  }

  /** Resolves when the endpoint has taken what was written, or the attempt was released. */
  async untilUnblocked(): Promise<void> {
    if (!this.isBlocked) return;
    await new Promise<void>((resolve) => (this.unblock = resolve));
  }

  endReplay(): void {
    this.phase = 'live';
    this.flush();
    if (this.isHalfCloseDue) this.halfClose();
  }

  /** @param journalIndex the entry the frame stands for; none for acknowledgements of commands */
  forward(frame: Frame, journalIndex: number | undefined): void {
    if (this.phase === 'half-closed' || this.isHalfCloseDue) return;
    if (this.phase === 'ahead') {
      if (journalIndex !== undefined) this.knownEntries = Math.max(this.knownEntries, journalIndex + 1);
      return;
    }
    if (journalIndex !== undefined && journalIndex < this.knownEntries) return;
    this.pending.push(frame);
    this.pendingBytes += frameHeaderBytes + frame.payload.length;
    if (this.isReaderTooSlow()) this.halfClose();
    else this.flushSoon();
  }

  /** After the replay, which the SDK needs whole. What follows stays in the journal for the next attempt. */
  halfClose(): void {
    if (this.phase === 'half-closed') return;
    if (this.phase !== 'live') {
      this.isHalfCloseDue = true;
      return;
    }
    if (!this.isBlocked) this.flush();
    this.phase = 'half-closed';
    this.pending = [];
    this.stream?.end();
    this.onHalfClosed();
  }

  onDrain(): void {
    this.isBlocked = false;
    this.unblock?.();
    this.unblock = undefined;
    if (this.phase === 'live') this.flush();
  }

  /** The attempt has said its last: end the request, wherever it stood. */
  finish(): void {
    if (this.phase !== 'half-closed') this.stream?.end();
    this.release();
  }

  /** Nothing more will be sent; whoever waits to write goes on and finds out. */
  release(): void {
    this.phase = 'half-closed';
    this.pending = [];
    this.onDrain();
  }

  /** All forwards of one tick, which are those of one commit, go out in one write. */
  private flushSoon(): void {
    if (this.phase !== 'live' || this.isFlushDue || this.isBlocked) return;
    this.isFlushDue = true;
    queueMicrotask(() => {
      this.isFlushDue = false;
      if (this.phase === 'live') this.flush();
    });
  }

  private flush(): void {
    if (this.pending.length === 0) return;
    const frames = this.pending;
    this.pending = [];
    this.pendingBytes = 0;
    this.send(frames);
  }

  private send(frames: readonly Frame[]): void {
    this.isBlocked = this.stream?.write(encodeFrames(frames)) === false;
  }

  private isReaderTooSlow(): boolean {
    return this.isBlocked && this.pending.length > 1 && this.pendingBytes > this.unsentBytesMax;
  }
}
