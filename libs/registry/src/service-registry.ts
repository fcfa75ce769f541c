import type { Deployment, DeploymentId, ServiceRevision } from '@perdure/model';
import type { MetadataStore, RegistryReader } from '@perdure/ports';

import { FollowedDocument, type FollowOptions } from './followed-document.js';
import { registryFormat } from './registry-document.js';
import type { RegistrySnapshot } from './registry-snapshot.js';

export type ServiceRegistryOptions = FollowOptions;

/** This node's copy of the registry; it follows changes by whomever. */
export class ServiceRegistry implements RegistryReader {
  private constructor(private readonly document: FollowedDocument<RegistrySnapshot>) {}

  /** Rejects when the stored registry cannot be read. */
  static async open(store: MetadataStore, options: ServiceRegistryOptions = {}): Promise<ServiceRegistry> {
    return new ServiceRegistry(await FollowedDocument.open(store, registryFormat, options));
  }

  service(name: string): ServiceRevision | undefined {
    return this.document.current.service(name);
  }

  services(): readonly ServiceRevision[] {
    return this.document.current.services();
  }

  deployment(id: DeploymentId): Deployment | undefined {
    return this.document.current.deployment(id);
  }

  deployments(): readonly Deployment[] {
    return this.document.current.deployments();
  }

  /** Everything as of now, unaffected by later changes. */
  snapshot(): RegistrySnapshot {
    return this.document.current;
  }

  /** See `FollowedDocument.update`. */
  update<Change extends { readonly snapshot: RegistrySnapshot } | undefined>(
    change: (snapshot: RegistrySnapshot) => Change,
  ): Promise<Change> {
    return this.document.update(change);
  }

  /** Stops following changes. */
  close(): void {
    this.document.close();
  }
}
