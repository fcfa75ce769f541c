import {
  isPerdureError,
  PerdureError,
  type Deployment,
  type DeploymentId,
  type ServiceRevision,
} from '@perdure/model';
import type { MetadataDocument, MetadataStore, RegistryReader } from '@perdure/ports';

import { decodeRegistry, encodeRegistry, registryDocument } from './registry-document.js';
import { RegistrySnapshot } from './registry-snapshot.js';

/** How often a change is tried against a registry that others change at the same time. */
const conflictsMax = 20;

export interface ServiceRegistryOptions {
  /** Told when a change of the registry cannot be read; this node then goes on with the copy it has. */
  readonly onUnreadable?: (error: unknown) => void;
}

/**
 * This node's copy of the registry. It follows changes by whomever, is replaced as a whole, and never goes back to an
 * older version, however late a message arrives.
 */
export class ServiceRegistry implements RegistryReader {
  private current = RegistrySnapshot.empty;
  /** Version of the document that `current` was read from; 0 before the first registration. */
  private version = 0;
  private stopWatching: () => void = () => undefined;

  private constructor(
    private readonly store: MetadataStore,
    private readonly options: ServiceRegistryOptions,
  ) {}

  /** Rejects when the stored registry cannot be read. */
  static async open(store: MetadataStore, options: ServiceRegistryOptions = {}): Promise<ServiceRegistry> {
    const registry = new ServiceRegistry(store, options);
    // Watch first: a change between reading and watching would be missed until the next one.
    registry.stopWatching = store.watch(registryDocument, (document) => registry.follow(document));
    try {
      await registry.refresh();
    } catch (error) {
      registry.close();
      throw error;
    }
    return registry;
  }

  service(name: string): ServiceRevision | undefined {
    return this.current.service(name);
  }

  services(): readonly ServiceRevision[] {
    return this.current.services();
  }

  deployment(id: DeploymentId): Deployment | undefined {
    return this.current.deployment(id);
  }

  deployments(): readonly Deployment[] {
    return this.current.deployments();
  }

  /** Everything as of now, unaffected by later changes. */
  snapshot(): RegistrySnapshot {
    return this.current;
  }

  /**
   * Applies a pure change to the newest registry and resolves with what it returned once its snapshot is durable. The
   * change runs again on a newer snapshot when somebody else was faster; what it throws, and a store that fails,
   * rejects. A change that returns the snapshot it was given, or undefined, writes nothing.
   */
  async update<Change extends { readonly snapshot: RegistrySnapshot } | undefined>(
    change: (snapshot: RegistrySnapshot) => Change,
  ): Promise<Change> {
    for (let conflicts = 0; conflicts < conflictsMax; conflicts++) {
      const { current, version } = this;
      const outcome = change(current);
      if (outcome === undefined || outcome.snapshot === current) return outcome;
      try {
        const written = await this.store.replace(registryDocument, version, encodeRegistry(outcome.snapshot));
        this.adopt(written, () => outcome.snapshot);
        return outcome;
      } catch (error) {
        if (!isPerdureError(error, 'METADATA_CONFLICT')) throw error;
        await this.refresh();
      }
    }
    throw new PerdureError(
      'METADATA_CONFLICT',
      `The registry was changed by others ${conflictsMax} times in a row. Try again.`,
      { retryable: true },
    );
  }

  /** Stops following changes. */
  close(): void {
    this.stopWatching();
  }

  private async refresh(): Promise<void> {
    const document = await this.store.read(registryDocument);
    if (document !== undefined) this.adopt(document.version, () => decodeRegistry(document.value));
  }

  private follow({ version, value }: MetadataDocument): void {
    try {
      this.adopt(version, () => decodeRegistry(value));
    } catch (error) {
      this.options.onUnreadable?.(error);
    }
  }

  /** News arrive twice, late and out of order: by answers of the store and by watching it. */
  private adopt(version: number, read: () => RegistrySnapshot): void {
    if (version <= this.version) return;
    this.current = read();
    this.version = version;
  }
}
