import {
  locationOf,
  PerdureError,
  type NodeMessage,
  type PartitionCommand,
  type PartitionId,
  type PartitionRecord,
  type Reply,
  type RowKey,
  type Table,
} from '@perdure/model';
import type {
  AttemptStream,
  Clock,
  CommandLog,
  DeploymentClient,
  DiscoveryRequest,
  DiscoveryResponse,
  Ids,
  MetadataDocument,
  MetadataStore,
  OutputNotifier,
  ScanOptions,
  StateReader,
  StoredRow,
} from '@perdure/ports';
import { MemoryStoreData } from '@perdure/testkit/fakes';

/** Endpoints by URI or ARN. Where none is, the connection is refused. */
export class FakeEndpoints implements DeploymentClient {
  readonly requests: DiscoveryRequest[] = [];
  private readonly answers = new Map<string, Omit<DiscoveryResponse, 'httpVersion'>>();

  /** Serves these services, written as in a manifest. */
  serve(uri: string, ...services: readonly object[]): void {
    this.serveManifest(uri, { protocolMode: 'BIDI_STREAM', services });
  }

  /** The same on AWS Lambda, which has no streams. */
  serveLambda(arn: string, ...services: readonly object[]): void {
    this.serveManifest(arn, { protocolMode: 'REQUEST_RESPONSE', lambdaCompression: 'zstd', services });
  }

  serveManifest(uri: string, fields: object): void {
    const manifest = { minProtocolVersion: 5, maxProtocolVersion: 7, ...fields };
    this.answer(uri, 200, JSON.stringify(manifest), {
      'content-type': 'application/vnd.restate.endpointmanifest.v4+json',
      'x-restate-server': 'restate-sdk-typescript/1.17.2',
    });
  }

  answer(uri: string, status: number, body: string, headers: Record<string, string> = {}): void {
    this.answers.set(uri, { status, headers, body: new TextEncoder().encode(body) });
  }

  stop(uri: string): void {
    this.answers.delete(uri);
  }

  async discover(request: DiscoveryRequest): Promise<DiscoveryResponse> {
    this.requests.push(request);
    const location = locationOf(request);
    const answer = this.answers.get(location);
    if (answer === undefined)
      throw new PerdureError(
        'DISCOVERY_FAILED',
        `error when calling '${location}': connection refused (ECONNREFUSED)`,
        { retryable: true, details: { location, restateCode: 'META0003' } },
      );
    if (request.kind === 'lambda') return answer;
    return { ...answer, httpVersion: request.useHttp11 ? 'HTTP/1.1' : 'HTTP/2.0' };
  }

  openAttempt(): AttemptStream {
    throw new Error('the admin role runs no attempts');
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}

export class MemoryMetadataStore implements MetadataStore {
  private readonly documents = new Map<string, MetadataDocument>();

  async read(name: string): Promise<MetadataDocument | undefined> {
    return this.documents.get(name);
  }

  async replace(name: string, expectedVersion: number, value: Uint8Array): Promise<number> {
    const version = this.documents.get(name)?.version ?? 0;
    if (version !== expectedVersion) throw new PerdureError('METADATA_CONFLICT', 'changed by somebody else');
    this.documents.set(name, { version: version + 1, value });
    return version + 1;
  }

  watch(): () => void {
    return () => undefined;
  }
}

/** Delivers at once to the only node. */
export class DirectNotifier implements OutputNotifier {
  private onMessage: (message: NodeMessage) => void = () => undefined;

  notify(_nodeId: string, message: NodeMessage): void {
    this.onMessage(message);
  }

  subscribe(_nodeId: string, onMessage: (message: NodeMessage) => void): () => void {
    this.onMessage = onMessage;
    return () => undefined;
  }
}

/** A log with partition owners behind it that answer every command as told. */
export class ScriptedPartitions implements CommandLog {
  readonly commands: Array<{ readonly partition: PartitionId; readonly command: PartitionCommand }> = [];
  /** Undefined: they say nothing. */
  reply: Reply | undefined;
  /** Set: nothing can be appended. */
  failure: PerdureError | undefined;

  constructor(private readonly notifier: OutputNotifier) {}

  async append(partition: PartitionId, { command }: PartitionRecord): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.commands.push({ partition, command });
    const replyTo = 'replyTo' in command ? command.replyTo : undefined;
    if (this.reply === undefined || replyTo === undefined) return;
    const { nodeId, requestId } = replyTo;
    this.notifier.notify(nodeId, { kind: 'reply', requestId, reply: this.reply });
  }

  async subscribe(): Promise<void> {
    // Nobody owns anything here.
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}

/** Rows as if partition owners had stored them. */
export class MemoryRows implements StateReader {
  private readonly data = new MemoryStoreData();

  put(partition: PartitionId, key: RowKey, value: Uint8Array): void {
    this.data.apply(partition, { kind: 'put', key, value });
  }

  async get(partition: PartitionId, key: RowKey): Promise<Uint8Array | undefined> {
    return this.data.get(partition, key);
  }

  async getMany(partition: PartitionId, keys: readonly RowKey[]): Promise<Array<Uint8Array | undefined>> {
    return keys.map((key) => this.data.get(partition, key));
  }

  async scan(
    partition: PartitionId,
    table: Table,
    group: string,
    options: ScanOptions,
  ): Promise<StoredRow[]> {
    return this.data.scan(partition, table, group, options);
  }
}

/** Waiting takes no time. */
export class HurriedClock implements Clock {
  private ms = Date.UTC(2026, 10, 24, 6, 18, 59, 357);

  nowMs(): number {
    return this.ms;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    let isCancelled = false;
    queueMicrotask(() => {
      if (isCancelled) return;
      this.ms += delayMs;
      callback();
    });
    return () => (isCancelled = true);
  }
}

/** Time that stands still until `expire`. */
export class FrozenClock implements Clock {
  private readonly callbacks: Array<() => void> = [];
  private ms = 0;

  nowMs(): number {
    return this.ms;
  }

  schedule(_delayMs: number, callback: () => void): () => void {
    this.callbacks.push(callback);
    return () => undefined;
  }

  /** Everything that waits for a time has waited long enough. */
  expire(): void {
    this.ms += 24 * 60 * 60 * 1000;
    for (const callback of this.callbacks.splice(0)) callback();
  }
}

export class CountingIds implements Ids {
  private count = 0;

  ulid(): Uint8Array {
    return new Uint8Array(16).fill(++this.count);
  }

  fraction(): number {
    return 0;
  }
}
