import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { dayMs } from '@perdure/model';
import { ReplyWaiter } from '@perdure/replies';

import type { IngressDeps, IngressSettings } from '../dependencies.js';
import { createIngressApp } from '../ingress-app.js';
import { FakeOwner } from './fake-owner.js';
import { ManualClock } from './manual-clock.js';
import { ObservedRequests } from './observed-requests.js';
import { registry } from './services.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RequestOptions {
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Uint8Array;
  /** Send the body in chunks, its length unannounced. */
  readonly isChunked?: boolean;
}

export const replyTimeoutMs = 1_000;
export const jsonType = { 'content-type': 'application/json' };

const silentLogger = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** An ingress that listens on a port of its own, with a fake owner behind it. */
export class RunningIngress {
  private constructor(
    readonly port: number,
    /** What the ingress reported as its own failures. */
    readonly unexpectedErrors: readonly unknown[],
    /** What the ingress told its observer. */
    readonly observed: ObservedRequests,
    readonly owner: FakeOwner,
    readonly clock: ManualClock,
    private readonly closeApp: () => Promise<void>,
  ) {}

  static async start(
    settings: Partial<IngressSettings> = {},
    { authenticator, tracer }: Partial<Pick<IngressDeps, 'authenticator' | 'tracer'>> = {},
  ): Promise<RunningIngress> {
    const clock = new ManualClock();
    const owner = new FakeOwner(clock);
    let ulids = 0;
    const ids = { ulid: () => new Uint8Array(16).fill(++ulids), fraction: () => 0.5 };
    const replies = new ReplyWaiter(
      { notifier: owner, clock, ids },
      { nodeId: 'n1', timeoutMs: replyTimeoutMs, waitingMax: 100 },
    );
    const unexpectedErrors: unknown[] = [];
    const observed = new ObservedRequests();
    const app = await createIngressApp({
      log: owner,
      reader: owner,
      replies,
      registry,
      handlingDefaults: {
        idempotencyRetentionMs: dayMs,
        workflowCompletionRetentionMs: dayMs,
        journalRetentionMs: dayMs,
        inactivityTimeoutMs: 60_000,
        abortTimeoutMs: 60_000,
        retryPolicy: {
          initialIntervalMs: 50,
          exponentiationFactor: 2,
          maxIntervalMs: 1000,
          onMaxAttempts: 'pause',
        },
      },
      clock,
      ids,
      nodeId: 'n1',
      partitionCount: 1,
      settings: {
        requestBytesMax: 2_048,
        concurrentRequestsMax: undefined,
        automaticIdempotencyKeys: false,
        automaticKeyRetentionMsMax: Infinity,
        acceptsScopes: true,
        ...settings,
      },
      authenticator,
      observer: observed,
      ...(tracer !== undefined && { tracer }),
      logger: silentLogger,
      onUnexpectedError: (error) => unexpectedErrors.push(error),
    });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new RunningIngress(port, unexpectedErrors, observed, owner, clock, async () => {
      await app.close();
      replies.close();
    });
  }

  async send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      this.open(method, path, options, resolve).on('error', reject);
    });
    return readAnswer(response);
  }

  /** Sends a request that the test may break off. */
  open(
    method: string,
    path: string,
    { headers = {}, body, isChunked = false }: RequestOptions = {},
    onResponse: (response: IncomingMessage) => void = () => undefined,
  ): ReturnType<typeof httpRequest> {
    const length =
      body === undefined || isChunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = httpRequest(
      { host: '127.0.0.1', port: this.port, method, path, headers: { ...length, ...headers }, agent: false },
      onResponse,
    );
    // Bytes written before the end make Node choose chunks, unless a length was announced.
    if (body !== undefined) request.write(body);
    request.end();
    return request;
  }

  /** Closes the ingress; time passes meanwhile, so much per turn of the event loop. */
  async stop({ msPerTurn = 100 } = {}): Promise<void> {
    const closed = this.closeApp().then(() => 'closed' as const);
    const turn = () => new Promise<'turn'>((resolve) => setImmediate(resolve, 'turn'));
    while ((await Promise.race([closed, turn()])) === 'turn') this.clock.advance(msPerTurn);
  }
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
