import { randomUUID } from 'node:crypto';
import { PerdureError } from '@perdure/model';
import type { MetadataDocument, MetadataStore } from '@perdure/ports';
import {
  closedError,
  closeRedis,
  translateRedisError,
  type RedisConnection,
  type ScriptCall,
  type Subscriptions,
} from '@perdure/redis-client';
import { WatchedDocument } from './watched-document.js';

/** Messages can be lost without the connection showing it (a cluster that fails over). So documents are looked at. */
const lookIntervalMs = 5000;

const lineFeed = 0x0a;

interface Watch {
  readonly document: WatchedDocument;
  readonly end: () => void;
}

/**
 * Documents in Redis, each in a hash. A script compares and replaces; the change goes out by pub/sub from inside the
 * script. Whoever watches also reads the document when its subscription begins, whenever it begins again after a lost
 * connection, and every few seconds. So a watcher may be told of a document as it was found, and after a lost
 * connection only of the newest replacement.
 */
export class RedisMetadataStore implements MetadataStore {
  private readonly watches = new Map<string, Watch>();
  private readonly lookTimer: NodeJS.Timeout;
  private isClosed = false;

  constructor(
    private readonly connection: RedisConnection,
    private readonly subscriber: RedisConnection,
    private readonly subscriptions: Subscriptions,
    private readonly replaceScript: ScriptCall,
    private readonly namespace: string,
  ) {
    this.lookTimer = setInterval(() => this.look(), lookIntervalMs).unref();
  }

  async read(name: string): Promise<MetadataDocument | undefined> {
    if (this.isClosed) throw closedError();
    try {
      const [version, value] = await this.connection.hmgetBuffer(this.documentKey(name), 'version', 'value');
      return version && value ? { version: Number(version.toString()), value } : undefined;
    } catch (error) {
      throw translateRedisError(error);
    }
  }

  async replace(name: string, expectedVersion: number, value: Uint8Array): Promise<number> {
    if (this.isClosed) throw closedError();
    const reply = (await this.replaceScript(
      [this.documentKey(name), this.channelOf(name)],
      [String(expectedVersion), value, randomUUID()],
    )) as [Buffer, Buffer];
    const [outcome, version] = reply.map(String);
    if (outcome !== 'replaced') throw conflict(name, expectedVersion, Number(version));
    return Number(version);
  }

  watch(name: string, onChange: (document: MetadataDocument) => void): () => void {
    const watch = this.watches.get(name) ?? this.startWatch(name);
    const remove = watch.document.add(onChange);
    return () => {
      remove();
      if (watch.document.isWatched || this.watches.get(name) !== watch) return;
      this.watches.delete(name);
      watch.end();
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.lookTimer);
    await Promise.all([closeRedis(this.connection), closeRedis(this.subscriber)]);
  }

  private startWatch(name: string): Watch {
    const document = new WatchedDocument(name, () => this.read(name));
    const end = this.subscriptions.add(
      this.channelOf(name),
      (message) => document.hear(decodeChange(message)),
      () => lookAt(document),
    );
    const watch = { document, end };
    this.watches.set(name, watch);
    return watch;
  }

  private look(): void {
    for (const { document } of this.watches.values()) lookAt(document);
  }

  /* One hash tag for all documents: there are few, and a script needs a document and its channel in one slot. */

  private documentKey(name: string): string {
    return `${this.namespace}:{metadata}:document:${name}`;
  }

  private channelOf(name: string): string {
    return `${this.namespace}:{metadata}:changed:${name}`;
  }
}

function lookAt(document: WatchedDocument): void {
  // Redis is away: the next look comes soon, and one more with the connection.
  document.catchUp().catch(() => undefined);
}

function decodeChange(message: Buffer): MetadataDocument {
  const end = message.indexOf(lineFeed);
  return { version: Number(message.toString('latin1', 0, end)), value: message.subarray(end + 1) };
}

function conflict(name: string, expectedVersion: number, storedVersion: number): PerdureError {
  return new PerdureError(
    'METADATA_CONFLICT',
    `The document ${name} is at version ${storedVersion}, not ${expectedVersion}. Read it again and decide anew.`,
    { details: { name, expectedVersion, storedVersion } },
  );
}
