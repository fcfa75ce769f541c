import type { Deployment, DeploymentId, ServiceRevision } from '@perdure/model';

import type { DiscoveredDeployment } from './discovered-deployment.js';
import { type RegistrySnapshot } from './registry-snapshot.js';

export interface DeploymentChange {
  readonly deployment: Deployment;
  readonly snapshot: RegistrySnapshot;
}

/**
 * Moves a deployment to another address, so that invocations pinned to it go on there (admin-api 3.3). What identifies
 * it stays: id, metadata, creation time, the revisions of its services. Its services stay as well, whatever the new
 * address serves, unless `isOverwriting`: then they become what was discovered, type changes included, each under the
 * number it had in this deployment (1 if it is new in it).
 *
 * Undefined when there is no such deployment.
 */
export function updateDeployment(
  snapshot: RegistrySnapshot,
  id: DeploymentId,
  discovered: DiscoveredDeployment,
  isOverwriting: boolean,
): DeploymentChange | undefined {
  const current = snapshot.deployment(id);
  if (current === undefined) return undefined;
  const { id: _, metadata, createdAtMs, services } = current;
  const deployment: Deployment = {
    ...discovered,
    id,
    metadata,
    createdAtMs,
    services: isOverwriting ? overwritten(current, discovered) : services,
  };
  return { deployment, snapshot: snapshot.with(deployment) };
}

function overwritten(current: Deployment, discovered: DiscoveredDeployment): readonly ServiceRevision[] {
  const revisionOf = new Map(current.services.map(({ name, revision }) => [name, revision]));
  return discovered.services.map((service) => ({
    ...service,
    deploymentId: current.id,
    revision: revisionOf.get(service.name) ?? 1,
  }));
}
