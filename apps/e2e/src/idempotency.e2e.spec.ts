import { eventually, unique, useWorld } from './harness/index.js';
import { eagerCounter } from './services/counter.js';
import { failures } from './services/failures.js';
import { gates } from './services/gates.js';
import { greeter } from './services/greeter.js';
import { steps } from './services/steps.js';
import { witness } from './services/witness.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

describe('an idempotency key', () => {
  const world = useWorld({ services: [eagerCounter, failures, greeter, steps] });

  it('lets a second caller join the running invocation', async () => {
    const label = unique('join');
    const first = world.ingress.call('E2eSteps/held', label, { idempotencyKey: label });
    await eventually(() => witness.of(label).includes('waiting'));

    const second = world.ingress.call('E2eSteps/held', label, { idempotencyKey: label });
    const probe = await world.ingress.output({
      target: 'idempotentInvocation',
      service: 'E2eSteps',
      handler: 'held',
      idempotencyKey: label,
    });
    gates.open(label);

    expect(probe.status).toBe(470);
    const [one, other] = await Promise.all([first, second]);
    expect(one.status).toBe(200);
    expect(other).toMatchObject({ status: 200, id: one.id, text: one.text });
    expect(witness.count(label, 'before')).toBe(1);
    expect(witness.count(label, 'attempt')).toBe(1);
  });

  it('gives everybody who comes later the stored answer, whatever they ask', async () => {
    const idempotencyKey = unique('replay');
    const first = await world.ingress.call('E2eGreeter/greet', 'Ada', { idempotencyKey });

    const later = await world.ingress.call('E2eGreeter/greet', 'Grace', { idempotencyKey });

    expect(first.json).toBe('Hello Ada');
    expect(first.headers.get('idempotency-expires')).toBeNull();
    expect(later).toMatchObject({ status: 200, id: first.id, json: 'Hello Ada' });
    const expires = later.headers.get('idempotency-expires');
    expect(expires).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
    const remainingMs = Date.parse(expires!) - Date.now();
    expect(remainingMs).toBeGreaterThan(DAY_MS - MINUTE_MS);
    expect(remainingMs).toBeLessThanOrEqual(DAY_MS);
  });

  it('replays a failure like any other answer', async () => {
    const idempotencyKey = unique('failure');
    const input = { message: 'no such seat', errorCode: 422, metadata: { seat: '12a' } };
    const first = await world.ingress.call('E2eFailures/terminal', input, { idempotencyKey });

    const later = await world.ingress.call('E2eFailures/terminal', input, { idempotencyKey });

    expect(first.status).toBe(422);
    expect(later).toMatchObject({ status: 422, id: first.id, text: first.text });
    expect(later.headers.get('x-restate-error-source')).toBe('invocation');
    expect(later.headers.get('idempotency-expires')).not.toBeNull();
  });

  it('counts per object and handler', async () => {
    const [one, other, idempotencyKey] = [unique('one'), unique('other'), unique('scope')];
    const add = (key: string) =>
      world.ingress.call(`E2eCounter/${key}/add`, 1, { idempotencyKey }).then(({ json }) => json);

    expect([await add(one), await add(one), await add(other)]).toEqual([1, 1, 1]);
    const elsewhere = await world.ingress.call('E2eGreeter/greet', 'Ada', { idempotencyKey });
    expect(elsewhere.json).toBe('Hello Ada');
    expect((await world.ingress.call(`E2eCounter/${one}/value`, 'sum')).json).toBe(1);
  });

  it('gives a caller who hung up the answer later', async () => {
    const label = unique('hang-up');
    const hangUp = new AbortController();
    const lost = world.ingress.call('E2eSteps/held', label, { idempotencyKey: label, signal: hangUp.signal });
    await eventually(() => witness.of(label).includes('waiting'));
    hangUp.abort();
    await expect(lost).rejects.toThrow();
    gates.open(label);

    const answer = await world.ingress.call('E2eSteps/held', label, { idempotencyKey: label });

    expect(answer.status).toBe(200);
    expect(witness.count(label, 'before')).toBe(1);
    expect(witness.count(label, 'after')).toBe(1);
  });

  it('gives a hundred callers at once one answer', async () => {
    const key = unique('crowd');
    const callers = Array.from({ length: 100 }, () =>
      world.ingress.call(`E2eCounter/${key}/add`, 1, { idempotencyKey: key }),
    );

    const answers = await Promise.all(callers);

    expect(new Set(answers.map(({ json }) => json))).toEqual(new Set([1]));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });
});
