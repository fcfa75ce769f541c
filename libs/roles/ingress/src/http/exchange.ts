import type { IncomingMessage, ServerResponse } from 'node:http';

import {
  type Credential,
  type CredentialHeader,
  credentialIn,
  nobody,
  type Principal,
} from '@perdure/access';

import { ingressErrors } from '../errors.js';
import type { RequestEnding } from '../ingress-observer.js';
import type { RequestSpan } from '../ingress-tracer.js';
import { corsHeaders } from './cors.js';

const noBytes = Buffer.alloc(0);

/**
 * One HTTP request and the answer to it, alike for HTTP/1.1 and HTTP/2 (whose compatibility classes have the same
 * surface).
 */
export class Exchange {
  readonly method: string;
  readonly rawHeaders: readonly string[];
  /** Monotonic, in ms. */
  readonly startedMs = performance.now();
  /** Until its route says otherwise: a path that leads nowhere was meant for a handler. */
  isForHandler = true;
  /** Who sends the request. Nobody may do anything until that is found out. */
  caller: Principal = nobody;
  /** The header that said so; undefined where nobody is asked. */
  credentialHeader: CredentialHeader | undefined;
  /** When it is traced; ends with the exchange. */
  span: RequestSpan | undefined;
  private sentStatus: number | undefined;
  private sentEnding: RequestEnding | undefined;
  private isAnswered = false;
  private isClosed = false;
  private isBodyCutOff = false;
  private goneCallback: (() => void) | undefined;

  /**
   * @param target path and query as received, one character per byte
   * @param onEnd called when the exchange is over, answered or not
   */
  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    readonly target: string,
    onEnd: (exchange: Exchange) => void,
  ) {
    this.method = request.method ?? 'GET';
    this.rawHeaders = request.rawHeaders;
    response.once('close', () => {
      this.isClosed = true;
      onEnd(this);
      if (!this.isAnswered) this.goneCallback?.();
    });
  }

  /** What the answer meant; undefined when there was none, or one that is neither success nor failure of anything. */
  get ending(): RequestEnding | undefined {
    return this.sentEnding;
  }

  /** Of the answer; undefined when there was none. */
  get status(): number | undefined {
    return this.sentStatus;
  }

  /** The value of a header that requests carry at most once. */
  header(name: 'content-length' | 'origin'): string | undefined {
    return this.request.headers[name];
  }

  /** Same for headers Node's types do not know. */
  plainHeader(name: string): string | undefined {
    const value = this.request.headers[name];
    return typeof value === 'string' ? value : value?.[0];
  }

  /** What the request says about who sends it. */
  credential(): Credential | undefined {
    return credentialIn((name) => this.plainHeader(name));
  }

  /**
   * The whole body. Throws a 413 when it turns out longer than `bytesMax`. Never settles when the client goes away
   * in the middle of it: nobody is left to answer. A body that came in one piece, as most do, is not copied.
   */
  readBody(bytesMax: number): Promise<Uint8Array> {
    const { request } = this;
    if (request.httpVersionMajor === 1 && !announcesBody(request)) return Promise.resolve(noBytes);
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let length = 0;
      request.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= bytesMax) {
          chunks.push(chunk);
          return;
        }
        chunks.length = 0;
        this.isBodyCutOff = true;
        reject(ingressErrors.bodyTooLong(bytesMax));
      });
      request.on('end', () => {
        const only = chunks.length === 1 ? chunks[0] : undefined;
        resolve(only ?? Buffer.concat(chunks));
      });
    });
  }

  /** Calls back when the client goes, or has gone, away before it is answered. One callback per exchange. */
  onGone(callback: () => void): void {
    if (this.isClosed && !this.isAnswered) callback();
    else this.goneCallback = callback;
  }

  /**
   * Answers, once; what comes later is dropped. Adds the headers that every answer has (ingress-api 2.1).
   * @param headers name, value, name, value …; the array is the exchange's from here on
   */
  answer(
    status: number,
    headers: string[],
    body: Uint8Array | string = noBytes,
    ending?: RequestEnding,
  ): void {
    headers.push(...corsHeaders(this.header('origin')));
    this.write(status, headers, body, ending);
  }

  /** Refuses the request with these headers and no others, leaving its body unread. */
  refuse(status: number, headers: string[], body: Uint8Array | string = noBytes): void {
    this.isBodyCutOff = true;
    this.write(status, headers, body, 'request_error');
  }

  private write(
    status: number,
    headers: string[],
    body: Uint8Array | string,
    ending: RequestEnding | undefined,
  ): void {
    if (this.isAnswered || this.isClosed) return;
    this.isAnswered = true;
    this.sentStatus = status;
    this.sentEnding = ending;
    // With a request body left unread, an HTTP/1 connection has no next request; in HTTP/2 only the stream ends.
    if (this.isBodyCutOff && this.request.httpVersionMajor === 1) headers.push('connection', 'close');
    const isBodiless = status === 204 || status === 304;
    if (!isBodiless) {
      const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
      headers.push('content-length', String(length));
    }
    this.response.writeHead(status, headers);
    if (isBodiless || this.method === 'HEAD' || body.length === 0) this.response.end();
    else this.response.end(body);
  }
}

function announcesBody(request: IncomingMessage): boolean {
  const { headers } = request;
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
