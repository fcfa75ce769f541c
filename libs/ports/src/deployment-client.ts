import type { DeploymentEndpoint } from '@perdure/model';

export interface DiscoveryResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly httpVersion: 'HTTP/1.1' | 'HTTP/2.0';
}

export interface DiscoveryRequest {
  readonly uri: string;
  readonly useHttp11: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Longest body that is read. */
  readonly bodyBytesMax: number;
}

export interface AttemptRequest {
  readonly endpoint: DeploymentEndpoint;
  /** Path below the endpoint's URI, with a leading slash: `/invoke/{service}/{handler}`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What happens on an attempt's stream, in order. After `onEnd` or `onError` nothing more is called. */
export interface AttemptListener {
  onHead(status: number, headers: Readonly<Record<string, string>>): void;
  /** Bytes of the response body, cut anywhere. The listener must not keep the buffer beyond the call without copying. */
  onData(chunk: Uint8Array): void;
  /** The response body ended regularly. */
  onEnd(): void;
  /** The stream broke: connection refused or lost, reset by the peer, protocol error. */
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

/** Speaks HTTP to service deployments (service-protocol 1.2 to 1.6). */
export interface DeploymentClient {
  /** `GET {uri}/discover`. Rejects with `DISCOVERY_FAILED` when no answer came. */
  discover(request: DiscoveryRequest): Promise<DiscoveryResponse>;
  /** Opens `POST {uri}{path}`. Errors, a refused connection included, arrive at the listener, never as exceptions. */
  openAttempt(request: AttemptRequest, listener: AttemptListener): AttemptStream;
  close(): Promise<void>;
}
