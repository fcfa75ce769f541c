import { describeTarget, PerdureError } from '@perdure/model';

import type { IngressTracer, TracedRequest } from './ingress-tracer.js';
import { RunningIngress } from './testing/running-ingress.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const started: RunningIngress[] = [];

async function start(tracer?: IngressTracer): Promise<RunningIngress> {
  const ingress = await RunningIngress.start({}, tracer === undefined ? {} : { tracer });
  started.push(ingress);
  ingress.owner.autoComplete = () => ({ kind: 'value', value: Buffer.from('"hi"') });
  return ingress;
}

afterEach(async () => {
  for (const ingress of started.splice(0)) await ingress.stop();
});

describe('an ingress without a tracer', () => {
  it.each([
    ['as it came', { traceparent, tracestate: 'vendor=1' }, { traceparent, tracestate: 'vendor=1' }],
    ['not, when it is malformed', { traceparent: 'garbage', tracestate: 'vendor=1' }, undefined],
    ['not, when there is none', {}, undefined],
  ])("hands the caller's trace on %s", async (_, headers, trace) => {
    const ingress = await start();

    const { status } = await ingress.send('POST', '/Greeter/greet', { headers });

    expect(status).toBe(200);
    expect(ingress.owner.invocations.map((invoke) => invoke.trace)).toEqual([trace]);
  });
});

describe('an ingress with a tracer', () => {
  /** Keeps what it is told, a line each. */
  class Recorder implements IngressTracer {
    readonly lines: string[] = [];
    readonly requests: TracedRequest[] = [];

    startRequest(request: TracedRequest): ReturnType<IngressTracer['startRequest']> {
      const { lines } = this;
      this.requests.push(request);
      lines.push(`${request.method} ${describeTarget(request.target)}`);
      return {
        context: { traceparent: 'of the request' },
        startAppend: () => {
          lines.push('append');
          return (error) => lines.push(error === undefined ? 'appended' : 'not appended');
        },
        end: (status, ending) => lines.push(`${status ?? 'no answer'} ${ending ?? ''}`.trimEnd()),
      };
    }
  }

  it.each([
    ['a call', '/Greeter/greet', '200 completed'],
    ['a send', '/restate/send/Greeter/greet', '202 completed'],
  ])('tells it of %s, and makes the invocation its child', async (_, path, end) => {
    const tracer = new Recorder();
    const ingress = await start(tracer);

    await ingress.send('POST', path, { headers: { traceparent } });
    await ingress.observed.untilInProgress(0);

    expect(tracer.lines).toEqual(['POST Greeter/greet', 'append', 'appended', end]);
    const [invoke] = ingress.owner.invocations;
    expect(invoke!.trace).toEqual({ traceparent: 'of the request' });
    expect(tracer.requests).toEqual([
      expect.objectContaining({ invocationId: invoke!.invocationId, parent: { traceparent } }),
    ]);
  });

  it('tells it of one that is not taken, and of a caller that leaves', async () => {
    const tracer = new Recorder();
    const ingress = await start(tracer);
    const { owner, observed } = ingress;

    owner.refusal = new PerdureError('LOG_UNAVAILABLE', 'away', { retryable: true });
    await ingress.send('GET', '/Greeter/greet');
    await ingress.send('GET', '/Nobody/greet');
    owner.refusal = undefined;
    owner.autoComplete = undefined;
    const leaving = ingress.open('GET', '/Greeter/greet').on('error', () => undefined);
    await owner.hasSeen(1);
    leaving.destroy();
    await observed.untilInProgress(0);

    expect(tracer.lines).toEqual([
      'GET Greeter/greet',
      'append',
      'not appended',
      '503 ingress_error',
      'GET Greeter/greet',
      'append',
      'appended',
      'no answer',
    ]);
  });
});
