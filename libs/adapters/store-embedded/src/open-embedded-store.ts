import type { MetadataStore, StateStore } from '@perdure/ports';
import { Database } from './database.js';
import { EmbeddedMetadataStore } from './embedded-metadata-store.js';
import { EmbeddedStateStore } from './embedded-state-store.js';
import { GroupWriter } from './group-writer.js';

/** Both stores of one data directory. */
export interface EmbeddedStore {
  readonly state: StateStore;
  readonly metadata: MetadataStore;
  /** Finishes the writes under way, refuses later ones, and lets go of the directory. `state.close` does the same. */
  close(): Promise<void>;
}

/**
 * Opens the data directory, which is created when missing. Rejects with `STORE_LOCKED` when another store has it open,
 * `STORE_FORMAT_UNSUPPORTED` when this version cannot read it, `STORE_UNAVAILABLE` otherwise.
 */
export async function openEmbeddedStore(directory: string): Promise<EmbeddedStore> {
  const database = await Database.open(directory);
  const writer = new GroupWriter(database, () => state.forgetPositions());
  const close = (): Promise<void> => writer.close();
  const state = new EmbeddedStateStore(database, writer, close);
  const metadata = new EmbeddedMetadataStore(database, writer);
  return { state, metadata, close };
}
