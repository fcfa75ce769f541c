import type { DeploymentAddress, DeploymentEndpoint } from '@perdure/model';

export interface DiscoveryResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** What the answer came over; undefined when that was not HTTP. */
  readonly httpVersion?: 'HTTP/1.1' | 'HTTP/2.0';
}

export type DiscoveryRequest = DeploymentAddress & {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Longest body that is read. */
  readonly bodyBytesMax: number;
};

export interface AttemptRequest {
  readonly endpoint: DeploymentEndpoint;
  /** Path below the endpoint, with a leading slash: `/invoke/{service}/{handler}`. */
  readonly path: string;
  /** Key of a keyed target, raw: a signature vouches for it. */
  readonly serviceKey?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What happens on an attempt's stream, in order. After `onEnd` or `onError` nothing more is called. */
export interface AttemptListener {
  onHead(status: number, headers: Readonly<Record<string, string>>): void;
  /** Bytes of the response body, cut anywhere. The listener must not keep the buffer beyond the call without copying. */
  onData(chunk: Uint8Array): void;
  /** The response body ended regularly. */
  onEnd(): void;
  /**
   * The stream broke: connection refused or lost, reset by the peer, protocol error. `MESSAGE_TOO_LARGE`: nothing was sent,
   * for the transport cannot carry the request.
   */
  onError(error: Error): void;
  /** The writer may go on after `write` returned false. */
  onDrain(): void;
}

/** The request side of one attempt. Callbacks instead of promises: this is the hot path. */
export interface AttemptStream {
  /** Queues bytes of the request body; false asks to wait for `onDrain`. */
  write(bytes: Uint8Array): boolean;
  /** Half-close: no more bytes will be written. */
  end(): void;
  /** Stop reading (and let the peer feel it), and go on. */
  pause(): void;
  resume(): void;
  /** Cut the stream both ways at once; the listener hears nothing more. */
  cancel(): void;
}

/** Speaks to service deployments, over HTTP or through AWS Lambda (service-protocol 1.2 to 1.9). */
export interface DeploymentClient {
  /** `GET /discover` below the address. Rejects with `DISCOVERY_FAILED` when no answer came. */
  discover(request: DiscoveryRequest): Promise<DiscoveryResponse>;
  /** Opens `POST {path}` below the endpoint. Errors, a refused connection included, arrive at the listener, never as exceptions. */
  openAttempt(request: AttemptRequest, listener: AttemptListener): AttemptStream;
  close(): Promise<void>;
}
