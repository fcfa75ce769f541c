import { locationOf, type Deployment, type DeploymentId, type ServiceRevision } from '@perdure/model';
import type { RegistryReader } from '@perdure/ports';

/**
 * All deployments at one moment, immutable. The revision with the highest number is the latest of its service
 * (admin-api 3.5); everything about services is derived from the deployments that serve them.
 */
export class RegistrySnapshot implements RegistryReader {
  static readonly empty = new RegistrySnapshot([]);

  private readonly byId: ReadonlyMap<DeploymentId, Deployment>;
  private readonly latest: ReadonlyMap<string, ServiceRevision>;

  /** @param all in the order of their registration */
  constructor(private readonly all: readonly Deployment[]) {
    this.byId = new Map(all.map((deployment) => [deployment.id, deployment]));
    this.latest = latestRevisions(all);
  }

  service(name: string): ServiceRevision | undefined {
    return this.latest.get(name);
  }

  services(): readonly ServiceRevision[] {
    return [...this.latest.values()];
  }

  deployment(id: DeploymentId): Deployment | undefined {
    return this.byId.get(id);
  }

  deployments(): readonly Deployment[] {
    return this.all;
  }

  /** The deployment at this normalised URI or ARN, the oldest of them if updates made several share it. */
  deploymentAt(location: string): Deployment | undefined {
    return this.all.find((deployment) => locationOf(deployment.endpoint) === location);
  }

  /** With the deployment in place of the one of the same id, or as the newest. */
  with(deployment: Deployment): RegistrySnapshot {
    if (!this.byId.has(deployment.id)) return new RegistrySnapshot([...this.all, deployment]);
    return new RegistrySnapshot(this.all.map((each) => (each.id === deployment.id ? deployment : each)));
  }

  without(id: DeploymentId): RegistrySnapshot {
    return new RegistrySnapshot(this.all.filter((deployment) => deployment.id !== id));
  }
}

function latestRevisions(deployments: readonly Deployment[]): Map<string, ServiceRevision> {
  const latest = new Map<string, ServiceRevision>();
  for (const { services } of deployments) {
    for (const service of services) {
      const known = latest.get(service.name);
      // Updates can leave two deployments with the same number; the one registered later wins, on every node alike.
      if (known === undefined || service.revision >= known.revision) latest.set(service.name, service);
    }
  }
  return latest;
}
