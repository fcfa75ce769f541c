import { jest } from '@jest/globals';

import { Collector, type CollectedSpan } from './harness/collector.js';
import {
  Admin,
  describeOwnServer,
  eventually,
  Ingress,
  type Server,
  type Services,
  startServer,
  startServices,
  unique,
} from './harness/index.js';
import { greeter } from './services/greeter.js';
import { traced } from './services/traced.js';

/** A cluster and its servers may have to start, and to stop. */
const TEST_MS_MAX = 120_000;
/** What the caller sends: it is in a trace of its own. */
const caller = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

describeOwnServer('traces', () => {
  let collector: Collector;
  let server: Server;
  let services: Services;
  let ingress: Ingress;
  let stopped: Promise<void> | undefined;
  const stopServer = (): Promise<void> => (stopped ??= server.stop());

  jest.setTimeout(TEST_MS_MAX);

  beforeAll(async () => {
    collector = await Collector.start();
    server = await startServer({ env: { PERDURE_TRACING_ENDPOINT: collector.url } });
    services = await startServices([traced, greeter]);
    await new Admin(server.adminUrl).register(services.uri);
    ingress = new Ingress(server.ingressUrls);
  });

  afterAll(async () => {
    await Promise.all([stopServer(), services.stop()]);
    await collector.stop();
  });

  const invocationOf = ({ attributes }: CollectedSpan): string | undefined =>
    attributes['perdure.invocation.id'];

  /** The spans below one, a line each. In a cluster, what is called may be accepted from the log or beside its caller. */
  function treeBelow(parentId: string, indent = ''): string[] {
    return collector.spans
      .filter((span) => span.parentId === parentId && span.name !== 'accept E2eGreeter/greet')
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .flatMap(({ name, kind, spanId, isError }) => [
        `${indent}${name} (${kind.toLowerCase()}${isError ? ', failed' : ''})`,
        ...treeBelow(spanId, `${indent}  `),
      ]);
  }

  it('lead from the caller through ingress, log, worker and deployment to the service it calls', async () => {
    const answer = await ingress.call('E2eTraced/order', 'Ada', {
      headers: { traceparent: `00-${caller.traceId}-${caller.spanId}-01`, tracestate: 'vendor=1' },
    });

    await eventually(() => {
      expect(treeBelow(caller.spanId)).toEqual([
        'ingress E2eTraced/order (server)',
        '  accept E2eTraced/order (consumer)',
        '  append E2eTraced/order (producer)',
        '  attempt E2eTraced/order (client)',
        '    attempt E2eGreeter/greet (client)',
        '    run charge (internal)',
      ]);
      return true;
    });
    const own = collector.spans.filter(({ traceId }) => traceId === caller.traceId);
    const attempt = own.find(({ name }) => name === 'attempt E2eTraced/order');
    expect(answer.json).toBe(`00-${caller.traceId}-${attempt!.spanId}-01`);
    expect(attempt).toMatchObject({
      process: expect.stringMatching(/^perdure(-worker)?$/),
      attributes: {
        'rpc.service': 'E2eTraced',
        'rpc.method': 'order',
        'perdure.invocation.id': answer.id,
        'perdure.attempt': '1',
        'perdure.attempt.outcome': 'completed',
        'perdure.deployment.address': `${services.uri}/`,
      },
      events: ['call', 'one-way-call', 'output'],
    });
    expect(own.find(({ name }) => name === 'ingress E2eTraced/order')).toMatchObject({
      process: expect.stringMatching(/^perdure(-ingress)?$/),
      attributes: { 'perdure.invocation.id': answer.id, 'http.response.status_code': '200' },
    });
  });

  it('begin anew with what a handler sends off, linked to where it was sent', async () => {
    const { id } = await ingress.call('E2eTraced/order', 'Grace');

    const [from, sent, handled] = await eventually(() => {
      const sender = collector.named('attempt E2eTraced/order').find((span) => invocationOf(span) === id);
      const send = collector
        .named('send E2eGreeter/nothing')
        .find(({ linkedIds }) => linkedIds.includes(sender?.spanId ?? ''));
      const attempt = collector
        .named('attempt E2eGreeter/nothing')
        .find(({ parentId }) => parentId === send?.spanId);
      return (
        sender !== undefined &&
        send !== undefined &&
        attempt !== undefined &&
        ([sender, send, attempt] as const)
      );
    });

    expect(sent).toMatchObject({ parentId: '', kind: 'PRODUCER' });
    expect(sent.traceId).not.toBe(from.traceId);
    expect(handled.traceId).toBe(sent.traceId);
    expect(invocationOf(handled)).toBe(invocationOf(sent));
  });

  it('show each attempt, and that one failed', async () => {
    const { id, json } = await ingress.call('E2eTraced/retry', unique('retry'));

    const request = await eventually(() =>
      collector.named('ingress E2eTraced/retry').find((span) => invocationOf(span) === id),
    );
    await eventually(() => {
      expect(treeBelow(request.spanId)).toEqual([
        'accept E2eTraced/retry (consumer)',
        'append E2eTraced/retry (producer)',
        'attempt E2eTraced/retry (client, failed)',
        'attempt E2eTraced/retry (client)',
      ]);
      return true;
    });
    const attempts = collector.named('attempt E2eTraced/retry').map(({ attributes }) => attributes);
    expect(attempts.map((each) => [each['perdure.attempt'], each['perdure.attempt.outcome']])).toEqual([
      ['1', 'failed'],
      ['2', 'completed'],
    ]);
    expect(String(json)).toMatch(new RegExp(`^00-${request.traceId}-`));
  });

  it('are sent before a server ends', async () => {
    const { id } = await ingress.call('E2eGreeter/greet', 'Edsger');

    await stopServer();

    const names = collector.spans.filter((span) => invocationOf(span) === id).map(({ name }) => name);
    expect(names.toSorted()).toEqual([
      'accept E2eGreeter/greet',
      'attempt E2eGreeter/greet',
      'ingress E2eGreeter/greet',
    ]);
  });
});
