import { PerdureError } from '@perdure/model';
import type { MetadataDocument, MetadataStore } from '@perdure/ports';

/** One document, shared by everything opened on it. */
export class MemoryMetadataStore implements MetadataStore {
  document: MetadataDocument | undefined;
  replaceCount = 0;
  private readonly watchers = new Set<(document: MetadataDocument) => void>();

  async read(): Promise<MetadataDocument | undefined> {
    return this.document;
  }

  async replace(_name: string, expectedVersion: number, value: Uint8Array): Promise<number> {
    this.replaceCount++;
    const version = this.document?.version ?? 0;
    if (version !== expectedVersion) throw new PerdureError('METADATA_CONFLICT', 'changed');
    this.document = { version: version + 1, value };
    return version + 1;
  }

  watch(_name: string, onChange: (document: MetadataDocument) => void): () => void {
    this.watchers.add(onChange);
    return () => this.watchers.delete(onChange);
  }

  /** Replacements are announced when the test says so. */
  announce(document = this.document!): void {
    for (const watcher of this.watchers) watcher(document);
  }

  get watcherCount(): number {
    return this.watchers.size;
  }
}
