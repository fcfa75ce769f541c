import { failureResult, PerdureError } from '@perdure/model';

import type { IngressSettings } from './dependencies.js';
import { RunningIngress } from './testing/running-ingress.js';

const started: RunningIngress[] = [];

async function start(settings?: Partial<IngressSettings>): Promise<RunningIngress> {
  const ingress = await RunningIngress.start(settings);
  started.push(ingress);
  return ingress;
}

afterEach(async () => {
  for (const ingress of started.splice(0)) await ingress.stop();
});

describe('the observer of an ingress', () => {
  it('is told what became of each request to a handler', async () => {
    const ingress = await start();
    const { owner, observed } = ingress;

    owner.autoComplete = () => ({ kind: 'value', value: Buffer.from('"hi"') });
    await ingress.send('GET', '/Greeter/greet');
    await ingress.send('POST', '/restate/send/Greeter/greet');
    owner.autoComplete = () => failureResult(409, 'no');
    await ingress.send('GET', '/Greeter/greet');
    owner.refusal = new PerdureError('LOG_UNAVAILABLE', 'away');
    await ingress.send('GET', '/Greeter/greet');
    await ingress.send('GET', '/Nobody/greet');
    await ingress.send('POST', '/Greeter/greet', { body: 'x'.repeat(4_096) });
    await observed.untilInProgress(0);

    expect(observed.admitted).toBe(4);
    expect(observed.endings).toEqual([
      'completed',
      'completed',
      'invocation_error',
      'ingress_error',
      'request_error',
      'request_error',
    ]);
  });

  it('is told how many wait, and nothing more of a caller that leaves', async () => {
    const ingress = await start({ concurrentRequestsMax: 1 });
    const { owner, observed } = ingress;

    const leaving = ingress.open('GET', '/Greeter/greet').on('error', () => undefined);
    await owner.hasSeen(1);
    expect(observed.inProgress).toBe(1);
    await ingress.send('GET', '/Greeter/greet');
    await observed.untilInProgress(1);
    expect(observed).toMatchObject({ admitted: 1, endings: ['rate_limited'] });

    leaving.destroy();
    await observed.untilInProgress(0);
    expect(observed.endings).toEqual(['rate_limited']);
  });

  it('is told of no end of what is for no handler', async () => {
    const ingress = await start();
    const { observed } = ingress;

    await ingress.send('GET', '/restate/health');
    await ingress.send('OPTIONS', '/Greeter/greet');
    await ingress.send('POST', '/restate/lookup', { body: 'no target' });
    await observed.untilInProgress(0);

    expect(observed).toMatchObject({ admitted: 0, endings: [] });
  });

  it('learns how long a caller waited', async () => {
    const ingress = await start();
    const { owner, observed } = ingress;

    const sentAtMs = performance.now();
    const answering = ingress.send('GET', '/Greeter/greet');
    await owner.hasSeen(1);
    const [invoke] = owner.invocations;
    const seenAtMs = performance.now();
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    const completedAtMs = performance.now();
    owner.complete(invoke!.invocationId, { kind: 'value', value: Buffer.from('1') });
    await answering;
    await observed.untilInProgress(0);

    const [durationMs] = observed.durationsMs;
    expect(durationMs).toBeGreaterThanOrEqual(completedAtMs - seenAtMs);
    expect(durationMs).toBeLessThanOrEqual(performance.now() - sentAtMs);
  });
});
