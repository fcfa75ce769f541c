import { eventually, invocationIdIn, unique, useWorld } from './harness/index.js';
import { caller } from './services/caller.js';
import { eagerCounter } from './services/counter.js';
import { greeter } from './services/greeter.js';
import { steps } from './services/steps.js';
import { witness } from './services/witness.js';

const DELAY_MS = 600;

describe('sending', () => {
  const world = useWorld({ services: [caller, eagerCounter, greeter, steps] });
  const sumOf = async (key: string) => (await world.ingress.call(`E2eCounter/${key}/value`, 'sum')).json;

  it.each(['/restate/send/E2eGreeter/greet', '/E2eGreeter/greet/send'])(
    'to %s is accepted at once, and the result can be attached to',
    async (path) => {
      const sent = await world.ingress.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '"Ada"',
      });

      expect(sent.status).toBe(202);
      expect(sent.json).toEqual({ invocationId: sent.id, status: 'Accepted' });
      const result = await world.ingress.attach(sent.id!);
      expect(result).toMatchObject({ status: 200, id: sent.id, json: 'Hello Ada' });
    },
  );

  it('with a known key says so, and starts nothing', async () => {
    const key = unique('twice');
    const first = await world.ingress.send(`E2eCounter/${key}/add`, 1, { idempotencyKey: key });
    const running = await world.ingress.send(`E2eCounter/${key}/add`, 1, { idempotencyKey: key });
    await world.ingress.attach(first.id!);
    const complete = await world.ingress.send(`E2eCounter/${key}/add`, 1, { idempotencyKey: key });

    expect(running.json).toEqual({ invocationId: first.id, status: 'PreviouslyAccepted' });
    expect(complete.json).toEqual({ invocationId: first.id, status: 'PreviouslyAccepted' });
    expect(await sumOf(key)).toBe(1);
  });

  it('with a delay starts when it is due and not before', async () => {
    const label = unique('delayed');
    const askedMs = Date.now();
    const sent = await world.ingress.send('E2eSteps/sequence', label, {
      delay: `${DELAY_MS}ms`,
      idempotencyKey: label,
    });
    const again = await world.ingress.send('E2eSteps/sequence', label, { idempotencyKey: label });
    const tooEarly = await world.ingress.output(sent.id!);

    const { executionTime } = sent.json as { executionTime: string };
    expect(sent).toMatchObject({ status: 202, json: { status: 'Accepted' } });
    expect(executionTime).toMatch(/T\d\d:\d\d:\d\d\.\d{3}000000Z$/);
    const dueMs = Date.parse(executionTime);
    expect(dueMs).toBeGreaterThanOrEqual(askedMs + DELAY_MS);
    expect(again.json).toEqual({ invocationId: sent.id, executionTime, status: 'PreviouslyAccepted' });
    expect(tooEarly.status).toBe(470);

    await eventually(() => witness.of(label).includes('attempt'));
    expect(Date.now()).toBeGreaterThanOrEqual(dueMs);
    expect((await world.ingress.attach(sent.id!)).status).toBe(200);
    expect(witness.count(label, 'first')).toBe(1);
  });

  it('with a delay lets a caller with the same key wait for it', async () => {
    const idempotencyKey = unique('early-caller');
    const sent = await world.ingress.send('E2eGreeter/greet', 'Ada', { delay: 'PT0.3S', idempotencyKey });
    const { executionTime } = sent.json as { executionTime: string };

    const answer = await world.ingress.call('E2eGreeter/greet', 'Grace', { idempotencyKey });

    expect(answer).toMatchObject({ status: 200, id: sent.id, json: 'Hello Ada' });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(executionTime));
  });

  it.each(['1month', 'tomorrow', '-5s'])('refuses the delay %s', async (delay) => {
    const answer = await world.ingress.send('E2eGreeter/greet', 'Ada', { delay });

    expect(answer).toMatchObject({ status: 400, json: { code: 400, source: 'ingress' } });
  });

  it('from a handler starts each invocation once, at its time', async () => {
    const key = unique('sender');
    const startedMs = Date.now();

    const answer = await world.ingress.call('E2eCaller/sendThrice', { key, delayMs: DELAY_MS });

    const [now, delayed, keyed, again] = answer.json as [string, string, string, string];
    expect(keyed).toBe(again);
    expect((await world.ingress.attachToSent(now)).status).toBe(200);
    expect((await world.ingress.attachToSent(keyed)).json).toBe(101);
    expect((await world.ingress.attachToSent(delayed)).json).toBe(111);
    expect(Date.now()).toBeGreaterThanOrEqual(startedMs + DELAY_MS);
    expect(await sumOf(key)).toBe(111);
  });

  it('and calling from a handler with a key gives the one answer', async () => {
    const key = unique('call-twice');

    const answer = await world.ingress.call('E2eCaller/callTwice', key);

    expect(answer.json).toEqual([5, 5]);
    expect(await sumOf(key)).toBe(5);
  });

  it('gives an id that answers for itself', async () => {
    const sent = await world.ingress.send('E2eGreeter/greet', 'Ada', { idempotencyKey: unique('id') });

    expect(invocationIdIn(sent)).toBe(sent.id);
    expect((await world.ingress.output('inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy')).status).toBe(404);
    expect((await world.ingress.output('inv_nonsense')).status).toBe(400);
  });
});
