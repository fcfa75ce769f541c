import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InvocationId, InvocationRow, InvocationTarget, TraceContext } from '@perdure/model';
import { openTracing, type Tracing, type TracingOptions } from './tracing.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const target: InvocationTarget = {
  service: 'Counter',
  serviceType: 'virtual-object',
  handler: 'add',
  handlerKind: 'exclusive',
  key: 'ada',
};
const invocationId = 'inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr' as InvocationId;

/** Takes what exporters send. */
class Collector {
  readonly requests: Array<{ path: string; headers: IncomingHttpHeaders; body: string }> = [];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      this.requests.push({ path, headers, body: Buffer.concat(chunks).toString('latin1') });
      response.end();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  /** How many spans of this name have come. */
  count(name: string): number {
    return this.requests.reduce((sum, { body }) => sum + body.split(name).length - 1, 0);
  }
}

describe('tracing', () => {
  let collector: Collector;
  let endpoint: string;
  let warnings: Array<Readonly<Record<string, unknown>>>;

  beforeEach(async () => {
    collector = new Collector();
    endpoint = await collector.start();
    warnings = [];
  });
  afterEach(() => collector.stop());

  const open = (options: Partial<TracingOptions> = {}): Promise<Tracing> =>
    openTracing({
      endpoint,
      headers: { 'x-auth': 'secret' },
      samplingRatio: 1,
      queuedSpansMax: 100,
      resource: { 'service.name': 'perdure-test' },
      warn: (fields, message) => warnings.push({ ...fields, message }),
      ...options,
    });

  function request({ requests }: Tracing, parent?: TraceContext): TraceContext {
    const startedMs = performance.now();
    const span = requests.startRequest({ method: 'POST', invocationId, target, parent, startedMs });
    span.startAppend()();
    span.end(200, 'completed');
    return span.context;
  }

  const attempt = (
    { attempts }: Tracing,
    trace: TraceContext,
  ): ReturnType<Tracing['attempts']['startAttempt']> =>
    attempts.startAttempt({ id: invocationId, target, attempt: 1, trace } as unknown as InvocationRow);

  it('goes on in the trace of the caller, and hands it on', async () => {
    const tracing = await open();
    const caller = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: 'vendor=1' };

    const context = request(tracing, caller);
    const running = attempt(tracing, context);
    const sent = running.startSend(invocationId, target);
    running.end('completed', undefined);

    const inTrace = new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`);
    expect(context).toEqual({ traceparent: expect.stringMatching(inTrace), tracestate: 'vendor=1' });
    expect(running.context).toEqual({ traceparent: expect.stringMatching(inTrace), tracestate: 'vendor=1' });
    expect(new Set([caller, context, running.context].map(({ traceparent }) => traceparent)).size).toBe(3);
    expect(sent.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(sent.traceparent).not.toContain(traceId);
    await tracing.shutdown();
  });

  it('sends what is left when it stops, with the headers it was given', async () => {
    const tracing = await open({ endpoint: `${endpoint}/otlp/` });
    request(tracing);

    await tracing.shutdown();

    expect(collector.requests).toEqual([
      {
        path: '/otlp/v1/traces',
        headers: expect.objectContaining({ 'x-auth': 'secret', 'content-type': 'application/x-protobuf' }),
        body: expect.stringMatching(/perdure-test[^]*append Counter\/add[^]*ingress Counter\/add/),
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it('records the share asked for, but what a caller has decided', async () => {
    const tracing = await open({ samplingRatio: 0 });
    const of = (flags: string): TraceContext => ({ traceparent: `00-${traceId}-b7ad6b7169203331-${flags}` });

    expect(request(tracing).traceparent).toMatch(/-00$/);
    expect(request(tracing, of('00')).traceparent).toMatch(/-00$/);
    expect(request(tracing, of('01')).traceparent).toMatch(/-01$/);

    await tracing.shutdown();
    expect(collector.count('ingress Counter/add')).toBe(1);
  });

  it('drops what the queue has no room for', async () => {
    const tracing = await open({ queuedSpansMax: 2 });
    const running = attempt(tracing, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    for (let i = 0; i < 10; i++) running.startSend(invocationId, target);

    await tracing.shutdown();
    // Two on their way, and two that waited.
    expect(collector.count('send Counter/add')).toBe(4);
  });

  it('keeps a span small, whatever a handler does', async () => {
    const tracing = await open();
    const running = attempt(tracing, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    running.onRunStarted(1, 'long'.repeat(10_000));
    for (let i = 0; i < 1000; i++) running.onCommand('get-lazy-state', 'long'.repeat(10_000));
    running.end('failed', { code: 500, message: 'long'.repeat(10_000) });

    await tracing.shutdown();
    expect(collector.count('get-lazy-state')).toBe(128);
    expect(collector.requests.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThan(200_000);
    expect(warnings).toEqual([]);
  });

  it('says that spans are lost, and stops in order, when nobody takes them', async () => {
    await collector.stop();
    const tracing = await open();
    request(tracing);

    await tracing.shutdown();

    expect(warnings).toEqual([
      {
        message: 'traces are incomplete',
        reason: expect.stringMatching(/^the collector did not take spans: .*ECONNREFUSED/),
      },
    ]);
  });
});
