/** Where a deployment is said to be, before anybody has asked it. */
export type DeploymentAddress = HttpAddress | LambdaAddress;

export interface HttpAddress {
  readonly kind?: 'http';
  /** Absolute http(s) URI; path and query are kept. */
  readonly uri: string;
  readonly useHttp11: boolean;
}

export interface LambdaAddress {
  readonly kind: 'lambda';
  /** Qualified ARN of a function: it ends in a version or an alias. */
  readonly arn: string;
  /** Role to take on before the function is called. */
  readonly assumeRoleArn?: string;
}

/**
 * Where a deployment is and how it is spoken to. Endpoints without a kind are HTTP: there was no other once, and they are
 * stored that way.
 */
export type DeploymentEndpoint = HttpEndpoint | LambdaEndpoint;

export interface HttpEndpoint {
  readonly kind?: 'http';
  /** Absolute http(s) URI; path and query are kept. */
  readonly uri: string;
  /** What the discovery answer came over, and what attempts use. */
  readonly httpVersion: 'HTTP/1.1' | 'HTTP/2.0';
  /** Sent with discovery and with every attempt. */
  readonly additionalHeaders: Readonly<Record<string, string>>;
}

/** A function on AWS Lambda (service-protocol 1.9). */
export interface LambdaEndpoint extends LambdaAddress {
  /** What the function reads and writes besides plain bodies. */
  readonly compression?: 'zstd';
  /** Sent with discovery and with every attempt. */
  readonly additionalHeaders: Readonly<Record<string, string>>;
}

/** What a deployment is known by: its URI, or the ARN of its function. */
export function locationOf(place: DeploymentAddress | DeploymentEndpoint): string {
  return place.kind === 'lambda' ? place.arn : place.uri;
}
