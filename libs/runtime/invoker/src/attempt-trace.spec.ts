import * as http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TraceContext } from '@perdure/model';
import { ManualClock, SequentialIds } from '@perdure/testkit';
import * as restate from '@restatedev/restate-sdk';
import { plainTarget, registryOf } from './testing/fixtures.js';
import { RecordedSpans } from './testing/recorded-spans.js';
import { TestOwner } from './testing/test-owner.js';
import type { InvokerTracer } from './tracer.js';

const orders = restate.service({
  name: 'Orders',
  handlers: {
    place: async (context: restate.Context) => {
      await context.run('charge', () => 1);
      context.genericSend({ service: 'Orders', method: 'mail', parameter: new Uint8Array() });
      await context.genericCall({ service: 'Orders', method: 'take', parameter: new Uint8Array() });
    },
    callNobody: async (context: restate.Context) =>
      context.genericCall({ service: 'Nobody', method: 'x', parameter: new Uint8Array() }),
    fail: async () => {
      throw new Error('not today');
    },
  },
});

describe('the trace of an attempt', () => {
  const server = http2.createServer(
    restate.createEndpointHandler({ services: [orders], logger: () => undefined }),
  );
  const owners: TestOwner[] = [];

  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterEach(async () => {
    for (const owner of owners.splice(0)) await owner.client.close();
  });
  afterAll(() => server.close());

  /** Runs the handler as far as it gets without an answer to its call. */
  async function run(
    handler: string,
    trace: TraceContext | undefined,
    tracer?: InvokerTracer,
  ): Promise<TestOwner> {
    const registry = registryOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, [
      {
        name: 'Orders',
        type: 'service',
        handlers: { place: 'plain', mail: 'plain', take: 'plain', callNobody: 'plain', fail: 'plain' },
      },
    ]);
    const owner = new TestOwner(plainTarget('Orders', handler), registry, {
      clock: new ManualClock(),
      ids: new SequentialIds(),
      ...(tracer !== undefined && { tracer }),
    });
    owners.push(owner);
    if (trace !== undefined) owner.row = { ...owner.row, trace };
    owner.start();
    await owner.until(handler === 'fail' ? 'failed' : 'call');
    owner.invoker.abort(owner.row.id, owner.row.attempt);
    return owner;
  }

  /** What the deployment was told, and each invocation the handler asked for. */
  function handedOn({ client, events }: TestOwner): Readonly<Record<string, unknown>> {
    const { traceparent, tracestate } = client.requests[0]!.headers;
    const invocations = events.flatMap((event): Array<readonly [string, TraceContext | undefined]> =>
      event.kind === 'command' && event.resolution?.kind === 'callee'
        ? [[event.resolution.target.handler, event.resolution.trace]]
        : [],
    );
    return { deployment: { traceparent, tracestate }, ...Object.fromEntries(invocations) };
  }

  const trace = { traceparent: 'of the ingress', tracestate: 'vendor=1' };

  test('is what the invocation came with, where no tracer is', async () => {
    expect(handedOn(await run('place', trace))).toEqual({ deployment: trace, mail: trace, take: trace });
  });

  test('is nothing where nobody traces', async () => {
    const owner = await run('place', undefined);

    expect(Object.keys(owner.client.requests[0]!.headers)).not.toContain('traceparent');
    expect(handedOn(owner)).toMatchObject({ mail: undefined, take: undefined });
  });

  test('is its span: for the deployment and the called, while the sent begin one of their own', async () => {
    const spans = new RecordedSpans();

    const { tracestate } = trace;
    expect(handedOn(await run('place', trace, spans))).toEqual({
      deployment: { traceparent: 'attempt 1', tracestate },
      take: { traceparent: 'attempt 1', tracestate },
      mail: { traceparent: 'send to Orders/mail', tracestate },
    });
    expect(spans.lines).toEqual([
      'attempt 1 of Orders/place in of the ingress',
      'on dp_10000000000000000000001, protocol 6',
      "run 1 'charge'",
      'run 1 ended',
      'one-way-call',
      'call',
      'aborted',
    ]);
  });

  test.each([
    ['fail', 'failed: not today'],
    ['callNobody', "failed: service 'Nobody' is called but not registered"],
  ])('tells of %s why it failed', async (handler, end) => {
    const spans = new RecordedSpans();

    await run(handler, undefined, spans);

    expect(spans.lines[0]).toBe(`attempt 1 of Orders/${handler} in no trace`);
    expect(spans.lines.at(-1)).toBe(end);
  });
});
