import { locationOf, type Deployment, type DeploymentId, type ServiceRevision } from '@perdure/model';
import type { ManifestService } from '@perdure/protocol';

import { adminError } from './admin-errors.js';
import type { DiscoveredDeployment } from './discovered-deployment.js';
import { type RegistrySnapshot } from './registry-snapshot.js';

/** What a registration asks for, beside what was discovered (admin-api 3.1). */
export interface Registration {
  /** The id the deployment gets if its location is new. */
  readonly newId: DeploymentId;
  readonly nowMs: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Replace what is registered there. Implies `allowsBreaking`. */
  readonly isForced: boolean;
  /** A service may change its type. */
  readonly allowsBreaking: boolean;
}

export interface RegistrationOutcome {
  readonly kind: 'created' | 'overwritten' | 'unchanged';
  readonly deployment: Deployment;
  readonly snapshot: RegistrySnapshot;
}

/**
 * Registers what was discovered: each of its services gets the revision after the latest and becomes the latest.
 * What is known already under its location stays as it is, unless forced; then its deployment keeps nothing but its id.
 *
 * Throws `REGISTRATION_CONFLICT` for a changed service type.
 */
export function registerDeployment(
  snapshot: RegistrySnapshot,
  discovered: DiscoveredDeployment,
  registration: Registration,
): RegistrationOutcome {
  const existing = snapshot.deploymentAt(locationOf(discovered.endpoint));
  if (existing !== undefined && !registration.isForced) {
    return { kind: 'unchanged', deployment: existing, snapshot };
  }
  if (!registration.isForced && !registration.allowsBreaking) {
    for (const service of discovered.services) refuseTypeChange(snapshot, service);
  }
  const id = existing?.id ?? registration.newId;
  const deployment: Deployment = {
    ...discovered,
    id,
    metadata: registration.metadata,
    createdAtMs: registration.nowMs,
    services: discovered.services.map((service): ServiceRevision => ({
      ...service,
      deploymentId: id,
      revision: (snapshot.service(service.name)?.revision ?? 0) + 1,
    })),
  };
  return {
    kind: existing === undefined ? 'created' : 'overwritten',
    deployment,
    snapshot: snapshot.with(deployment),
  };
}

function refuseTypeChange(snapshot: RegistrySnapshot, { name, type }: ManifestService): void {
  const latest = snapshot.service(name);
  if (latest === undefined || latest.type === type) return;
  throw adminError(
    'REGISTRATION_CONFLICT',
    409,
    `detected a new service revision for '${name}' changing the service type from previous revision. ` +
      `Service type cannot be changed across revisions: it was ${latest.type} and would become ${type}. ` +
      "Set 'breaking' in the request if callers can cope with it.",
    { restateCode: 'META0006' },
  );
}
