import {
  deploymentIdFromBytes,
  locationOf,
  type Deployment,
  type DeploymentAddress,
  type DeploymentId,
} from '@perdure/model';
import type { Clock, DeploymentClient, Ids } from '@perdure/ports';

import { changedAddress, normaliseAddress, type AddressChange } from './deployment-address.js';
import { discoverDeployment } from './discover-deployment.js';
import type { DiscoveredDeployment } from './discovered-deployment.js';
import { registerDeployment, type RegistrationOutcome } from './register-deployment.js';
import type { RegistrySnapshot } from './registry-snapshot.js';
import type { ServiceRegistry } from './service-registry.js';
import { updateDeployment } from './update-deployment.js';

export interface RegistrarDeps {
  readonly registry: ServiceRegistry;
  readonly client: DeploymentClient;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Headers the server itself adds to every request to a deployment, `x-restate-cluster-name` among them. */
  readonly serverHeaders: Readonly<Record<string, string>>;
}

export type RegisterRequest = DeploymentAddress & {
  /** Lower-case names. */
  readonly additionalHeaders: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly isForced: boolean;
  readonly allowsBreaking: boolean;
  /** Discover and check, store nothing. */
  readonly isDryRun: boolean;
};

/** Undefined fields stay as they are. */
export interface UpdateRequest extends AddressChange {
  readonly additionalHeaders?: Readonly<Record<string, string>>;
  readonly isOverwriting: boolean;
  readonly isDryRun: boolean;
}

/** Registers, moves and removes deployments: discovery, then one change of the registry (admin-api 3). */
export class DeploymentRegistrar {
  constructor(private readonly deps: RegistrarDeps) {}

  /**
   * What is registered already under its URI or ARN is answered without asking the endpoint, unless forced.
   *
   * Rejects with `DEPLOYMENT_ADDRESS_INVALID`, `DISCOVERY_FAILED`, `MANIFEST_INVALID` or `REGISTRATION_CONFLICT`,
   * whose details say how the admin API answers.
   */
  async register(request: RegisterRequest): Promise<RegistrationOutcome> {
    const address = normaliseAddress(request);
    const snapshot = this.deps.registry.snapshot();
    const existing = snapshot.deploymentAt(locationOf(address));
    if (existing !== undefined && !request.isForced) {
      return { kind: 'unchanged', deployment: existing, snapshot };
    }
    const discovered = await this.discover(address, request.additionalHeaders);
    const nowMs = this.deps.clock.nowMs();
    const registration = { ...request, nowMs, newId: deploymentIdFromBytes(this.deps.ids.ulid(nowMs)) };
    return this.change(request.isDryRun, (current) => registerDeployment(current, discovered, registration));
  }

  /**
   * Resolves with the deployment as it is afterwards; undefined: there is none of this id. Nothing is asked of the
   * endpoint, and nothing changes, when the request names neither an address nor headers.
   */
  async update(id: DeploymentId, request: UpdateRequest): Promise<Deployment | undefined> {
    const current = this.deps.registry.deployment(id);
    if (current === undefined || !changesEndpoint(request)) return current;
    const { endpoint } = current;
    const discovered = await this.discover(
      changedAddress(endpoint, request),
      request.additionalHeaders ?? endpoint.additionalHeaders,
    );
    const outcome = await this.change(request.isDryRun, (snapshot) =>
      updateDeployment(snapshot, id, discovered, request.isOverwriting),
    );
    return outcome?.deployment;
  }

  /**
   * Its services fall back to the newest deployment left that has them, or vanish (admin-api 3.4). Work in flight on
   * it is not looked at. Resolves with false when there was none of this id.
   */
  async remove(id: DeploymentId): Promise<boolean> {
    const outcome = await this.deps.registry.update((snapshot) =>
      snapshot.deployment(id) === undefined ? undefined : { snapshot: snapshot.without(id) },
    );
    return outcome !== undefined;
  }

  private discover(
    address: DeploymentAddress,
    additionalHeaders: Readonly<Record<string, string>>,
  ): Promise<DiscoveredDeployment> {
    const { serverHeaders } = this.deps;
    return discoverDeployment(this.deps, { ...address, additionalHeaders, serverHeaders });
  }

  private async change<Change extends { readonly snapshot: RegistrySnapshot } | undefined>(
    isDryRun: boolean,
    change: (snapshot: RegistrySnapshot) => Change,
  ): Promise<Change> {
    return isDryRun ? change(this.deps.registry.snapshot()) : this.deps.registry.update(change);
  }
}

function changesEndpoint({ uri, useHttp11, arn, assumeRoleArn, additionalHeaders }: UpdateRequest): boolean {
  return [uri, useHttp11, arn, assumeRoleArn, additionalHeaders].some((field) => field !== undefined);
}
