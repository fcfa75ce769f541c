import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore, type EmbeddedStore } from '../open-embedded-store.js';

/** A data directory for one test, with the store in it. */
export class DataDirectory<Store> {
  private store: EmbeddedStore | undefined;

  private constructor(
    private readonly root: string,
    private readonly pick: (store: EmbeddedStore) => Store,
  ) {}

  static async create<Store>(pick: (store: EmbeddedStore) => Store): Promise<DataDirectory<Store>> {
    return new DataDirectory(await mkdtemp(join(tmpdir(), 'perdure-store-')), pick);
  }

  /** Does not exist before the store was opened. */
  get path(): string {
    return join(this.root, 'some', 'data');
  }

  async open(): Promise<Store> {
    this.store = await openEmbeddedStore(this.path);
    return this.pick(this.store);
  }

  async close(): Promise<void> {
    await this.store?.close();
  }

  async destroy(): Promise<void> {
    await this.close();
    await rm(this.root, { recursive: true, force: true });
  }
}
