import { isPerdureError, PerdureError } from '@perdure/model';
import type { AttemptListener, AttemptStream } from '@perdure/ports';
import { callFailure, refusalStatus } from './call-failure.js';
import type { LambdaResponse } from './lambda-response.js';

/** Response bytes the listener gets at once: between them it can ask for a pause. */
const chunkBytes = 64 * 1024;

/** How AWS says that an event is too large, and that too much runs; the listener knows them as statuses of endpoints. */
const statusesOfAws = new Set([413, 429]);

/** One attempt as one call of a function: the request is gathered until it ends, the response comes whole. */
export class LambdaAttempt implements AttemptStream {
  private request: Uint8Array[] = [];
  private requestBytes = 0;
  private isHalfClosed = false;
  private response: Buffer | undefined;
  private isPaused = false;
  private isDelivering = false;
  /** The listener has heard its last. */
  private isOver = false;
  private readonly abort = new AbortController();

  /**
   * @param requestBytesMax what is longer cannot be sent, so it need not be gathered
   * @param call sends the gathered request
   */
  constructor(
    private readonly arn: string,
    private readonly listener: AttemptListener,
    private readonly requestBytesMax: number,
    private readonly call: (request: Buffer, signal: AbortSignal) => Promise<LambdaResponse>,
  ) {}

  write(bytes: Uint8Array): boolean {
    if (this.isOver || this.isHalfClosed) return true;
    this.requestBytes += bytes.length;
    if (this.requestBytes <= this.requestBytesMax) this.request.push(bytes);
    else this.request = [];
    return true;
  }

  end(): void {
    if (this.isHalfClosed || this.isOver) return;
    this.isHalfClosed = true;
    this.send().then(
      (response) => this.onResponse(response),
      (error: unknown) => this.onFailure(error),
    );
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.deliver();
  }

  cancel(): void {
    this.isOver = true;
    this.request = [];
    this.response = undefined;
    this.abort.abort(new Error('the attempt was cut'));
  }

  private async send(): Promise<LambdaResponse> {
    if (this.requestBytes > this.requestBytesMax) throw requestTooLarge(this.requestBytes);
    const request = Buffer.concat(this.request);
    this.request = [];
    return this.call(request, this.abort.signal);
  }

  private onResponse({ status, headers, body }: LambdaResponse): void {
    if (this.isOver) return;
    this.response = body;
    this.listener.onHead(status, headers);
    this.deliver();
  }

  private onFailure(error: unknown): void {
    if (this.isOver) return;
    const status = refusalStatus(error);
    if (status !== undefined && statusesOfAws.has(status)) {
      this.onResponse({ status, headers: {}, body: Buffer.alloc(0) });
      return;
    }
    this.isOver = true;
    this.listener.onError(isPerdureError(error) ? error : callFailure(this.arn, error));
  }

  private deliver(): void {
    if (this.isDelivering) return;
    this.isDelivering = true;
    while (this.response !== undefined && !this.isPaused && !this.isOver) {
      const chunk = this.response.subarray(0, chunkBytes);
      this.response = this.response.subarray(chunkBytes);
      if (chunk.length > 0) this.listener.onData(chunk);
      else {
        this.isOver = true;
        this.listener.onEnd();
      }
    }
    this.isDelivering = false;
  }
}

export function requestTooLarge(bytes: number): PerdureError {
  return new PerdureError(
    'MESSAGE_TOO_LARGE',
    `the request of ${bytes} bytes does not fit into one call of an AWS Lambda function, which takes 6 MB ` +
      '(a third less without compression); split the invocation, or serve its handler over HTTP',
    { details: { bytes } },
  );
}
