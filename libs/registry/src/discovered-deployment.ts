import type { DeploymentEndpoint } from '@perdure/model';
import type { Manifest } from '@perdure/protocol';

/** A checked manifest, and where it was found. */
export interface DiscoveredDeployment extends Omit<Manifest, 'lambdaCompression'> {
  /** With the HTTP version the endpoint spoke, or the compression it understands. */
  readonly endpoint: DeploymentEndpoint;
  /** `x-restate-server` of the discovery answer. */
  readonly sdkVersion?: string;
}
