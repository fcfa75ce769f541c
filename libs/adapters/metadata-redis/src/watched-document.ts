import { channel } from 'node:diagnostics_channel';
import type { MetadataDocument } from '@perdure/ports';

/** Gets `{ name, error }` when a watcher throws. */
const watcherFailed = channel('perdure:metadata-redis:watcher-failed');

type Watcher = (document: MetadataDocument) => void;

/**
 * What the watchers of one document have been told. They hear of changes by messages, in order, and by reading the
 * document again, which makes up for lost messages.
 */
export class WatchedDocument {
  private readonly watchers = new Set<Watcher>();
  private toldVersion = 0;

  constructor(
    private readonly name: string,
    private readonly read: () => Promise<MetadataDocument | undefined>,
  ) {}

  get isWatched(): boolean {
    return this.watchers.size > 0;
  }

  /** Returns the function that ends it. The same callback may watch twice. */
  add(onChange: Watcher): () => void {
    const watcher: Watcher = (document) => onChange(document);
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  /** Takes a message. It may tell of what a reading has shown already. */
  hear(document: MetadataDocument): void {
    if (document.version > this.toldVersion) this.tell(document);
  }

  /**
   * Reads the document, and tells of it if that is news. It may also be older than what was told last: then Redis was
   * restored from a copy.
   */
  async catchUp(): Promise<void> {
    const versionBefore = this.toldVersion;
    const document = await this.read();
    // Overtaken by a message: what was read may be older than that.
    if (document === undefined || this.toldVersion !== versionBefore) return;
    if (document.version !== versionBefore) this.tell(document);
  }

  private tell(document: MetadataDocument): void {
    this.toldVersion = document.version;
    for (const watcher of [...this.watchers]) {
      try {
        watcher(document);
      } catch (error) {
        watcherFailed.publish({ name: this.name, error });
      }
    }
  }
}
