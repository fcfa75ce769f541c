import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Authenticator } from '@perdure/access';
import { DeploymentRegistrar, LimitRules, ServiceRegistry } from '@perdure/registry';
import { ReplyWaiter } from '@perdure/replies';

import type { ChangeRequest } from '../admin-deps.js';
import { createAdminApp } from '../create-admin-app.js';
import {
  CountingIds,
  DirectNotifier,
  FakeEndpoints,
  FrozenClock,
  HurriedClock,
  MemoryMetadataStore,
  MemoryRows,
  ScriptedPartitions,
} from './memory-ports.js';

const partitionCount = 4;
const dayMs = 24 * 60 * 60 * 1000;

export interface AdminAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** The admin API over ports in memory, and everything a test looks at or decides. */
export class AdminWorld {
  readonly partitionCount = partitionCount;

  private constructor(
    private readonly app: NestFastifyApplication,
    readonly endpoints: FakeEndpoints,
    readonly partitions: ScriptedPartitions,
    readonly rows: MemoryRows,
    readonly replyClock: FrozenClock,
    readonly unexpectedErrors: readonly unknown[],
    readonly changeRequests: readonly ChangeRequest[],
  ) {}

  static async create(authenticator?: Authenticator): Promise<AdminWorld> {
    const endpoints = new FakeEndpoints();
    const notifier = new DirectNotifier();
    const partitions = new ScriptedPartitions(notifier);
    const rows = new MemoryRows();
    const replyClock = new FrozenClock();
    const ids = new CountingIds();
    const metadata = new MemoryMetadataStore();
    const registry = await ServiceRegistry.open(metadata);
    const unexpectedErrors: unknown[] = [];
    const changeRequests: ChangeRequest[] = [];
    const app = await createAdminApp({
      registry,
      limitRules: await LimitRules.open(metadata),
      registrar: new DeploymentRegistrar({
        registry,
        client: endpoints,
        clock: new HurriedClock(),
        ids,
        serverHeaders: { 'x-restate-cluster-name': 'localcluster' },
      }),
      authenticator,
      onChangeRequest: (request) => changeRequests.push(request),
      commandLog: partitions,
      stateReader: rows,
      replies: new ReplyWaiter(
        { notifier, clock: replyClock, ids },
        { nodeId: 'n1', timeoutMs: 1000, waitingMax: 10 },
      ),
      clock: replyClock,
      ids,
      partitionCount,
      handlingDefaults: {
        idempotencyRetentionMs: dayMs,
        workflowCompletionRetentionMs: dayMs,
        journalRetentionMs: dayMs,
        inactivityTimeoutMs: 60_000,
        abortTimeoutMs: 600_000,
        retryPolicy: {
          initialIntervalMs: 500,
          exponentiationFactor: 2,
          maxIntervalMs: 60_000,
          maxAttempts: 70,
          onMaxAttempts: 'pause',
        },
      },
      serverInfo: {
        clusterName: 'cluster-1',
        version: '1.2.3',
        ingressEndpoint: 'http://127.0.0.1:8080/',
        isProtocolV7Enabled: true,
        isIngressProtected: authenticator !== undefined,
      },
      logger: {
        log: () => undefined,
        warn: () => undefined,
        error: (error: unknown) => unexpectedErrors.push(error),
      },
    });
    return new AdminWorld(app, endpoints, partitions, rows, replyClock, unexpectedErrors, changeRequests);
  }

  /** A body that is no string goes as JSON; a string goes as it is, as `application/json` unless headers say otherwise. */
  async send(
    method: Method,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<AdminAnswer> {
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const contentType = payload === undefined ? {} : { 'content-type': 'application/json' };
    const response = await this.app.inject({
      method,
      url,
      headers: { ...contentType, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      bytes: response.rawPayload,
      text: response.payload,
      json: parse(response.payload),
    };
  }

  /** Answers over the network too; resolves with where. */
  async listen(): Promise<string> {
    if (!this.app.getHttpServer().listening) await this.app.listen(0, '127.0.0.1');
    return this.app.getUrl();
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
