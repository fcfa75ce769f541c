import type { AttemptListener } from '@perdure/ports';

/** What a listener heard, in order; `over` resolves with it when the stream is. */
export class Recording implements AttemptListener {
  readonly heard: string[] = [];
  headers: Readonly<Record<string, string>> = {};
  error: Error | undefined;
  readonly over: Promise<this>;
  onFirstData: () => void = () => undefined;
  private readonly chunks: Uint8Array[] = [];
  private finish: () => void = () => undefined;

  constructor() {
    this.over = new Promise((resolve) => (this.finish = () => resolve(this)));
  }

  get body(): Buffer {
    return Buffer.concat(this.chunks);
  }

  onHead(status: number, headers: Readonly<Record<string, string>>): void {
    this.heard.push(`head ${status}`);
    this.headers = headers;
  }

  onData(chunk: Uint8Array): void {
    if (this.chunks.push(chunk) === 1) {
      this.heard.push('data');
      this.onFirstData();
    }
  }

  onEnd(): void {
    this.heard.push('end');
    this.finish();
  }

  onError(error: Error): void {
    this.heard.push('error');
    this.error = error;
    this.finish();
  }

  onDrain(): void {
    this.heard.push('drain');
  }
}
