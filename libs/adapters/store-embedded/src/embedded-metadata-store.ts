import { channel } from 'node:diagnostics_channel';
import { PerdureError, type PartitionId } from '@perdure/model';
import type { MetadataDocument, MetadataStore } from '@perdure/ports';
import type { Database } from './database.js';
import type { GroupWriter } from './group-writer.js';
import { documentKey } from './keys.js';

/** Gets `{ name, error }` when a watcher throws. */
const watcherFailed = channel('perdure:store-embedded:watcher-failed');

type Watcher = (document: MetadataDocument) => void;

/* version of the layout:u8 version of the document:f64, big-endian; then the document */
const layoutVersion = 1;
const headerBytes = 9;

const clusterWide = 0 as PartitionId;

/** Documents in the same LevelDB as the state. Replacements are rare, so they simply queue up behind one another. */
export class EmbeddedMetadataStore implements MetadataStore {
  private readonly watchers = new Map<string, Set<Watcher>>();
  private lastReplacement: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly writer: GroupWriter,
  ) {}

  async read(name: string): Promise<MetadataDocument | undefined> {
    const row = await this.database.get(documentKey(name));
    return row === undefined ? undefined : decodeDocument(row);
  }

  replace(name: string, expectedVersion: number, value: Uint8Array): Promise<number> {
    const replacement = this.lastReplacement.then(() => this.replaceNow(name, expectedVersion, value));
    this.lastReplacement = replacement.catch(() => undefined);
    return replacement;
  }

  watch(name: string, onChange: Watcher): () => void {
    const watchers = this.watchers.get(name) ?? new Set();
    this.watchers.set(name, watchers);
    // A function of its own per call: the same callback may watch twice.
    const watcher: Watcher = (document) => onChange(document);
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.watchers.get(name) === watchers) this.watchers.delete(name);
    };
  }

  private async replaceNow(name: string, expectedVersion: number, value: Uint8Array): Promise<number> {
    if (this.writer.isBroken) await this.writer.repair();
    const storedVersion = (await this.read(name))?.version ?? 0;
    if (storedVersion !== expectedVersion) throw conflict(name, expectedVersion, storedVersion);

    const document = { version: storedVersion + 1, value: Uint8Array.from(value) };
    await this.writer.submit({
      partition: clusterWide,
      mutations: [],
      key: documentKey(name),
      value: encodeDocument(document),
    });
    this.tellWatchers(name, document);
    return document.version;
  }

  private tellWatchers(name: string, document: MetadataDocument): void {
    for (const watcher of [...(this.watchers.get(name) ?? [])]) {
      try {
        watcher(document);
      } catch (error) {
        // The document is stored: a watcher that fails must not make the replacement look failed.
        watcherFailed.publish({ name, error });
      }
    }
  }
}

function encodeDocument(document: MetadataDocument): Uint8Array {
  const row = Buffer.allocUnsafe(headerBytes + document.value.length);
  row[0] = layoutVersion;
  row.writeDoubleBE(document.version, 1);
  row.set(document.value, headerBytes);
  return row;
}

function decodeDocument(row: Uint8Array): MetadataDocument {
  if (row[0] !== layoutVersion) {
    throw new PerdureError(
      'STORE_FORMAT_UNSUPPORTED',
      'A metadata document was written in a format this version cannot read. Use the version that wrote it, or a newer one.',
      { details: { layoutVersion: row[0] } },
    );
  }
  const version = new DataView(row.buffer, row.byteOffset, row.byteLength).getFloat64(1);
  return { version, value: row.subarray(headerBytes) };
}

function conflict(name: string, expectedVersion: number, storedVersion: number): PerdureError {
  return new PerdureError(
    'METADATA_CONFLICT',
    `The document ${name} is at version ${storedVersion}, not ${expectedVersion}: somebody changed it. Read it again.`,
    { retryable: true, details: { name, expectedVersion, storedVersion } },
  );
}
