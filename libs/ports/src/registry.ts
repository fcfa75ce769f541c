import type { Deployment, DeploymentId, ServiceRevision } from '@perdure/model';

/** This node's copy of the registered deployments and services; it follows changes. All reads are synchronous. */
export interface RegistryReader {
  /** The newest revision of a service. */
  service(name: string): ServiceRevision | undefined;
  services(): readonly ServiceRevision[];
  deployment(id: DeploymentId): Deployment | undefined;
  deployments(): readonly Deployment[];
}
