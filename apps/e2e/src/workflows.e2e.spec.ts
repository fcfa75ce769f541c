import { eventually, invocationIdIn, unique, useWorld } from './harness/index.js';
import { signup } from './services/signup.js';
import { witness } from './services/witness.js';

describe('a workflow', () => {
  const world = useWorld({ services: [signup] });
  const workflow = (key: string) => ({
    ask: async (handler: string, input?: unknown) => world.ingress.call(`E2eSignup/${key}/${handler}`, input),
    submit: async () => world.ingress.send(`E2eSignup/${key}/run`, `${key}@example.org`),
    target: { target: 'workflow', workflowName: 'E2eSignup', workflowKey: key } as const,
  });

  it('waits for its promise, answers beside, and completes once', async () => {
    const key = unique('ada');
    const { ask, submit, target } = workflow(key);
    expect((await ask('status')).json).toBe('unknown');

    const submitted = await submit();
    expect(submitted).toMatchObject({ status: 202, json: { status: 'Accepted' } });
    await eventually(async () => (await ask('status')).json === 'unconfirmed');
    expect((await world.ingress.output(target)).status).toBe(470);
    expect((await world.ingress.output(submitted.id!)).status).toBe(470);
    const attached = [world.ingress.attach(target), world.ingress.attach(submitted.id!)];

    expect((await ask('confirm', 'first')).json).toBeNull();
    expect((await ask('confirm', 'second')).json).toBe('first');

    const results = await Promise.all(attached);
    expect(results[0]).toMatchObject({
      status: 200,
      id: submitted.id,
      json: { email: `${key}@example.org`, code: 'first' },
    });
    expect(results[1]!.text).toBe(results[0]!.text);
    const [byTarget, byId, byPath] = await Promise.all([
      world.ingress.output(target),
      world.ingress.output(submitted.id!),
      world.ingress.request(`/restate/workflow/E2eSignup/${key}/output`),
    ]);
    for (const output of [byTarget, byId, byPath]) {
      expect(output).toMatchObject({ status: 200, text: results[0]!.text });
      expect(output.headers.get('idempotency-expires')).not.toBeNull();
    }
    expect((await ask('status')).json).toBe('confirmed');
    expect(witness.count(key, 'mail')).toBe(1);
  });

  it('runs once per key, running or complete', async () => {
    const key = unique('once');
    const { ask, submit } = workflow(key);
    const submitted = await submit();

    const again = async () => ({ sent: await submit(), called: await ask('run', 'other@example.org') });
    const running = await again();
    await ask('confirm', 'x');
    await world.ingress.attach(submitted.id!);
    const complete = await again();

    for (const { sent, called } of [running, complete]) {
      expect(sent).toMatchObject({
        status: 202,
        json: { invocationId: submitted.id, status: 'PreviouslyAccepted' },
      });
      expect(called).toMatchObject({
        status: 409,
        id: submitted.id,
        json: { code: 409, message: expect.any(String), source: 'invocation' },
      });
      expect(called.headers.get('x-restate-error-source')).toBe('invocation');
    }
    expect(witness.count(key, 'mail')).toBe(1);
  });

  it('is found by its key', async () => {
    const key = unique('lookup');
    const { ask, submit, target } = workflow(key);
    const foretold = await world.ingress.lookup(target);

    expect((await world.ingress.output(target)).status).toBe(404);
    const submitted = await submit();
    await ask('confirm', 'x');

    expect(foretold.status).toBe(200);
    expect(invocationIdIn(foretold)).toBe(submitted.id);
    expect((await world.ingress.attach(submitted.id!)).status).toBe(200);
  });

  it('fails when its promise is rejected, and stays failed', async () => {
    const key = unique('refused');
    const { ask, submit, target } = workflow(key);
    await submit();

    await ask('refuse', 'no such address');

    const failed = await world.ingress.attach(target);
    expect(failed).toMatchObject({
      status: 500,
      json: { code: 500, message: 'no such address', source: 'invocation' },
    });
    expect((await submit()).json).toMatchObject({ status: 'PreviouslyAccepted' });
    expect((await world.ingress.output(target)).text).toBe(failed.text);
  });

  it('takes a promise that was resolved before it asks', async () => {
    const key = unique('early');
    const { ask, submit, target } = workflow(key);
    await ask('confirm', 'early');

    await submit();

    expect((await world.ingress.attach(target)).json).toMatchObject({ code: 'early' });
  });

  it('refuses an idempotency key for its run, which has one already', async () => {
    const answer = await world.ingress.call(`E2eSignup/${unique('keyed')}/run`, 'x', { idempotencyKey: 'k' });

    expect(answer).toMatchObject({ status: 400, json: { code: 400, source: 'ingress' } });
  });
});
