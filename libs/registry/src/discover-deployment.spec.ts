import { PerdureError } from '@perdure/model';
import type { Clock, DeploymentClient, DiscoveryRequest, DiscoveryResponse } from '@perdure/ports';

import { discoverDeployment } from './discover-deployment.js';
import type { DiscoveredDeployment } from './discovered-deployment.js';

type Step = DiscoveryResponse | Error;

/** An endpoint that goes through these steps, then repeats the last; each try takes so long. */
class SteppingEndpoint implements Pick<DeploymentClient, 'discover'> {
  readonly requests: DiscoveryRequest[] = [];

  constructor(
    private readonly clock: SkippingClock,
    private readonly steps: readonly Step[],
    private readonly tryMs = 0,
  ) {}

  async discover(request: DiscoveryRequest): Promise<DiscoveryResponse> {
    const step = this.steps[Math.min(this.requests.length, this.steps.length - 1)]!;
    this.requests.push(request);
    this.clock.pass(Math.min(this.tryMs, request.timeoutMs));
    if (step instanceof Error) throw step;
    return step;
  }
}

/** Time that passes by waiting for it. */
class SkippingClock implements Clock {
  private ms = 0;

  nowMs(): number {
    return this.ms;
  }

  pass(ms: number): void {
    this.ms += ms;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    queueMicrotask(() => {
      this.pass(delayMs);
      callback();
    });
    return () => undefined;
  }
}

const refused = new PerdureError('DISCOVERY_FAILED', 'connection refused', { retryable: true });
const notHttp2 = new PerdureError('DISCOVERY_FAILED', 'does not answer in HTTP/2');

function response(status: number, headers: Record<string, string> = {}, body = ''): DiscoveryResponse {
  return { status, headers, body: new TextEncoder().encode(body), httpVersion: 'HTTP/2.0' };
}

const manifest = response(
  200,
  { 'content-type': 'application/vnd.restate.endpointmanifest.v4+json', 'x-restate-server': 'sdk/1' },
  '{"protocolMode":"BIDI_STREAM","minProtocolVersion":5,"maxProtocolVersion":7,"services":[]}',
);

async function discovering(steps: readonly Step[], tryMs = 0) {
  const clock = new SkippingClock();
  const endpoint = new SteppingEndpoint(clock, steps, tryMs);
  const client = endpoint as Pick<DeploymentClient, 'discover'> as DeploymentClient;
  const target = {
    uri: 'http://h/',
    useHttp11: false,
    additionalHeaders: { 'x-api': 'secret' },
    serverHeaders: { 'x-restate-cluster-name': 'c1' },
  };
  const outcome: DiscoveredDeployment | Error = await discoverDeployment({ client, clock }, target).catch(
    (error: unknown) => error as Error,
  );
  return { outcome, tries: endpoint.requests.length, waitedMs: clock.nowMs(), requests: endpoint.requests };
}

it('reads the manifest, and knows where and how it was found', async () => {
  const { outcome, requests } = await discovering([manifest]);
  expect(outcome).toEqual({
    endpoint: { uri: 'http://h/', httpVersion: 'HTTP/2.0', additionalHeaders: { 'x-api': 'secret' } },
    protocolMode: 'bidi-stream',
    minProtocolVersion: 5,
    maxProtocolVersion: 7,
    sdkVersion: 'sdk/1',
    services: [],
  });
  expect(requests[0]?.headers).toMatchObject({ 'x-api': 'secret', 'x-restate-cluster-name': 'c1' });
  expect(requests[0]?.headers['accept']).toContain('application/vnd.restate.endpointmanifest.v4+json');
});

it.each([[refused], [response(408)], [response(429)], [response(500)], [response(503)]])(
  'tries again after %s',
  async (failure) => {
    const { outcome, tries } = await discovering([failure, failure, manifest]);
    expect(outcome).toMatchObject({ sdkVersion: 'sdk/1' });
    expect(tries).toBe(3);
  },
);

it.each([[notHttp2], [response(404)], [response(400)], [response(200, { 'content-type': 'text/html' })]])(
  'does not try again after %s',
  async (failure) => {
    const { outcome, tries } = await discovering([failure, manifest]);
    expect(outcome).toMatchObject({ code: 'DISCOVERY_FAILED' });
    expect(tries).toBe(1);
  },
);

it('answers within 2 s when nobody listens', async () => {
  const { outcome, tries, waitedMs } = await discovering([refused]);
  expect(outcome).toBe(refused);
  expect(tries).toBe(5);
  expect(waitedMs).toBeLessThanOrEqual(2000);
});

it('gives up after 10 s on an endpoint that hangs', async () => {
  const { outcome, waitedMs } = await discovering([refused], 60_000);
  expect(outcome).toBe(refused);
  expect(waitedMs).toBeLessThanOrEqual(10_000);
});

it('shows what came instead of a manifest', async () => {
  const { outcome } = await discovering([response(404, { server: 'nginx' }, 'no such page')]);
  expect(outcome).toMatchObject({ details: { adminStatus: 500, restateCode: 'META0003' } });
  expect((outcome as Error).message).toMatch(/status code '404'.*"server":"nginx".*Body: no such page$/);
});
