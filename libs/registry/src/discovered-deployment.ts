import type { Deployment, DeploymentEndpoint, ServiceRevision } from '@perdure/model';

/** A service as its deployment describes it, before it has a revision. */
export type DiscoveredService = Omit<ServiceRevision, 'revision' | 'deploymentId'>;

/** What an endpoint answered to discovery, checked and in our words. */
export interface DiscoveredDeployment extends Pick<
  Deployment,
  'protocolMode' | 'minProtocolVersion' | 'maxProtocolVersion' | 'sdkVersion'
> {
  /** Where it was found, with the HTTP version it spoke. */
  readonly endpoint: DeploymentEndpoint;
  readonly services: readonly DiscoveredService[];
}
