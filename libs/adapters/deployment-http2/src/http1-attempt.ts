import type { ClientRequest, IncomingMessage } from 'node:http';
import type { AttemptListener, AttemptStream } from '@perdure/ports';
import { plainHeaders } from './plain-headers.js';
import { transportError } from './transport-error.js';

/** One attempt over HTTP/1.1: a chunked request body, usually ended before the response starts. */
export class Http1Attempt implements AttemptStream {
  private response: IncomingMessage | undefined;
  private isHalfClosed = false;
  private isPaused = false;
  /** The listener has heard its last. */
  private isOver = false;

  constructor(
    private readonly uri: string,
    private readonly request: ClientRequest,
    private readonly listener: AttemptListener,
    connectTimeoutMs: number,
  ) {
    request.on('response', (response) => this.onResponse(response));
    request.on('error', (error) => this.fail(error));
    request.on('drain', () => {
      if (!this.isOver && !this.isHalfClosed) listener.onDrain();
    });
    request.on('socket', (socket) => {
      if (!socket.connecting) return;
      const timer = setTimeout(() => {
        request.destroy(new Error(`no connection within ${connectTimeoutMs} ms`));
      }, connectTimeoutMs);
      socket.once('connect', () => clearTimeout(timer));
      socket.once('close', () => clearTimeout(timer));
    });
  }

  write(bytes: Uint8Array): boolean {
    return this.isOver || this.isHalfClosed || this.request.write(bytes);
  }

  end(): void {
    if (this.isHalfClosed) return;
    this.isHalfClosed = true;
    this.request.end();
  }

  pause(): void {
    this.isPaused = true;
    this.response?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.response?.resume();
  }

  cancel(): void {
    this.isOver = true;
    this.request.destroy();
  }

  private onResponse(response: IncomingMessage): void {
    this.response = response;
    response.on('data', (chunk: Buffer) => {
      if (!this.isOver) this.listener.onData(chunk);
    });
    response.on('end', () => {
      if (this.isOver) return;
      this.isOver = true;
      this.listener.onEnd();
    });
    response.on('error', (error) => this.fail(error));
    if (this.isPaused) response.pause();
    if (!this.isOver) this.listener.onHead(response.statusCode ?? 0, plainHeaders(response.headers));
  }

  private fail(error: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    this.listener.onError(transportError(this.uri, error));
  }
}
