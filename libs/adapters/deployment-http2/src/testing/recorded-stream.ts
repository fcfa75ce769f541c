import type { Http2StreamListener } from '../http2/http2-stream.js';

/** Everything a stream's listener heard. */
export class RecordedStream implements Http2StreamListener {
  status: number | undefined;
  headers: Readonly<Record<string, string>> = {};
  heads = 0;
  readonly chunks: Buffer[] = [];
  isEnded = false;
  drains = 0;
  error: Error | undefined;
  isUnprocessed: boolean | undefined;
  private wake: () => void = () => undefined;

  get body(): Buffer {
    return Buffer.concat(this.chunks);
  }

  onHead(status: number, headers: Readonly<Record<string, string>>): void {
    this.heads++;
    this.status = status;
    this.headers = headers;
    this.wake();
  }

  onData(chunk: Uint8Array): void {
    this.chunks.push(Buffer.from(chunk));
    this.wake();
  }

  onEnd(): void {
    this.isEnded = true;
    this.wake();
  }

  onDrain(): void {
    this.drains++;
    this.wake();
  }

  onBroken(error: Error, isUnprocessed: boolean): void {
    this.error = error;
    this.isUnprocessed = isUnprocessed;
    this.wake();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  /** Ended or broken. */
  async over(): Promise<this> {
    await this.until(() => this.isEnded || this.error !== undefined);
    return this;
  }
}
