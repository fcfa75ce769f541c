import {
  instanceOf,
  single,
  type Deployment,
  type DeploymentId,
  type HandlerSchema,
  type HandlingOptions,
  type InvocationId,
  type InvocationRow,
  type InvocationTarget,
  type PartitionId,
  type ServiceRevision,
} from '@perdure/model';
import type { RegistryReader, StateReader, StoredRow } from '@perdure/ports';
import { encodeRow, freshInvocationId } from '@perdure/protocol';
import type { HandlingDefaults } from '@perdure/registry';

export const partition = 0 as PartitionId;

export const handlingDefaults: HandlingDefaults = {
  idempotencyRetentionMs: 3000,
  workflowCompletionRetentionMs: 2000,
  journalRetentionMs: 1000,
  inactivityTimeoutMs: 60_000,
  abortTimeoutMs: 600_000,
  retryPolicy: {
    initialIntervalMs: 500,
    exponentiationFactor: 2,
    maxIntervalMs: 60_000,
    maxAttempts: 70,
    onMaxAttempts: 'pause',
  },
};

type ServiceShape = Pick<ServiceRevision, 'name' | 'type'> & {
  readonly handlers: Readonly<Record<string, HandlerSchema['kind']>>;
  readonly options?: Omit<HandlingOptions, 'retryPolicy'>;
};

/** A registry with one deployment, put together by hand. */
export function registryOf(
  uri: string,
  services: readonly ServiceShape[],
  more: Partial<Deployment> = {},
): RegistryReader & { remove(): void } {
  const id = 'dp_10000000000000000000001' as DeploymentId;
  const revisions = services.map(({ name, type, handlers, options }): ServiceRevision => ({
    name,
    type,
    revision: 1,
    deploymentId: id,
    isPublic: true,
    metadata: {},
    options: { ...options, retryPolicy: {} },
    handlers: Object.entries(handlers).map(([handler, kind]) => ({
      name: handler,
      kind,
      isPublic: false,
      metadata: {},
      options: { retryPolicy: {} },
      input: { isRequired: false },
      output: { setContentTypeIfEmpty: false },
    })),
  }));
  let deployment: Deployment | undefined = {
    id,
    endpoint: { uri, httpVersion: 'HTTP/2.0', additionalHeaders: { 'x-of-deployment': 'yes' } },
    protocolMode: 'bidi-stream',
    minProtocolVersion: 5,
    maxProtocolVersion: 7,
    metadata: {},
    createdAtMs: 0,
    services: revisions,
    ...more,
  };
  return {
    service: (name) => revisions.find((revision) => revision.name === name),
    services: () => revisions,
    deployment: (wanted) => (deployment?.id === wanted ? deployment : undefined),
    deployments: () => (deployment === undefined ? [] : [deployment]),
    remove: () => (deployment = undefined),
  };
}

let invocations = 0;

export function invocationRow(target: InvocationTarget, more: Partial<InvocationRow> = {}): InvocationRow {
  const ulid = Buffer.alloc(16);
  ulid.writeUInt32BE(++invocations, 12);
  const id: InvocationId = freshInvocationId({ service: target.service, ulid, fraction: 0 });
  return {
    id,
    status: 'invoked',
    target,
    source: { kind: 'ingress' },
    retention: { completionMs: 0, journalMs: 0 },
    createdAtMs: 0,
    modifiedAtMs: 0,
    journalLength: 1,
    commandCount: 1,
    attempt: 1,
    attemptJournalLength: 1,
    failedAttempts: 0,
    failedAttemptsSinceLastEntry: 0,
    lastEntryAtMs: 0,
    listeners: [],
    ...more,
  };
}

export function plainTarget(service: string, handler: string): InvocationTarget {
  return { service, serviceType: 'service', handler, handlerKind: 'plain' };
}

export function objectTarget(service: string, key: string, handler: string): InvocationTarget {
  return { service, serviceType: 'virtual-object', handler, handlerKind: 'exclusive', key };
}

/** Committed rows in memory, in the order given. Counts reads. */
export class TestRows implements StateReader {
  private readonly groups = new Map<string, StoredRow[]>();
  scans = 0;

  put(table: 'journal' | 'state', group: string | undefined, member: string, value: Uint8Array): void {
    const key = `${table} ${group ?? ''}`;
    const rows = this.groups.get(key) ?? [];
    rows.push({ member, value });
    this.groups.set(key, rows);
  }

  putState(target: InvocationTarget, name: string, value: Uint8Array): void {
    this.put('state', instanceOf(target), name, encodeRow('state', value));
  }

  async get(): Promise<undefined> {
    return undefined;
  }

  async getMany(): Promise<never[]> {
    return [];
  }

  async scan(
    _partition: PartitionId,
    table: string,
    group: string,
    { after = single, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<StoredRow[]> {
    this.scans++;
    const rows = this.groups.get(`${table} ${group}`) ?? [];
    return rows.filter(({ member }) => member > after).slice(0, limit);
  }
}
