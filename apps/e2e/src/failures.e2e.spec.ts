import { eventually, startServices, unique, useWorld } from './harness/index.js';
import { failures } from './services/failures.js';
import { greeter } from './services/greeter.js';
import { witness } from './services/witness.js';

describe('a handler that fails', () => {
  const world = useWorld({ services: [failures] });

  it('for good gives its caller message, code and metadata', async () => {
    const answer = await world.ingress.call('E2eFailures/terminal', {
      message: 'no such seat',
      errorCode: 409,
      metadata: { seat: '12a', row: '12' },
    });

    expect(answer.status).toBe(409);
    expect(answer.id).toBeDefined();
    expect(answer.headers.get('x-restate-error-source')).toBe('invocation');
    expect(answer.json).toEqual({
      code: 409,
      message: 'no such seat',
      metadata: { seat: '12a', row: '12' },
      source: 'invocation',
    });
  });

  it('for good without a code is a 500', async () => {
    const answer = await world.ingress.call('E2eFailures/terminal', { message: 'broken' });

    expect(answer).toMatchObject({
      status: 500,
      json: { code: 500, message: 'broken', source: 'invocation' },
    });
  });

  it('for now is retried from its journal', async () => {
    const label = unique('attempt');

    const answer = await world.ingress.call('E2eFailures/attempt', { label, times: 3 });

    expect(answer).toMatchObject({ status: 200, json: 4 });
    expect(witness.count(label, 'attempt')).toBe(4);
    expect(witness.count(label, 'step')).toBe(1);
  });

  it('in a step has that step tried again', async () => {
    const label = unique('step');

    const answer = await world.ingress.call('E2eFailures/step', { label, times: 3 });

    expect(answer).toMatchObject({ status: 200, json: 4 });
    expect(witness.count(label, 'step')).toBe(4);
  });

  it('gives up a step after the tries it allows', async () => {
    const label = unique('bounded-step');

    const answer = await world.ingress.call('E2eFailures/boundedStep', { label, times: 100 });

    expect(answer).toMatchObject({ status: 500, json: { code: 500, source: 'invocation' } });
    expect(answer.text).toContain(label);
    expect(witness.count(label, 'step')).toBe(3);
    expect(witness.of(label)).toContain('gave up');
  });

  it('is killed when its policy says so', async () => {
    const label = unique('bounded-attempts');

    const answer = await world.ingress.call('E2eFailures/boundedAttempts', { label, times: 100 });

    expect(answer).toMatchObject({
      status: 500,
      json: { code: 500, message: expect.stringContaining(label), source: 'invocation' },
    });
    expect(witness.count(label, 'attempt')).toBe(3);
  });

  it('fails its caller alone', async () => {
    const label = unique('recovers');

    expect((await world.ingress.call('E2eFailures/boundedAttempts', { label, times: 2 })).json).toBe(
      'made it',
    );
  });
});

describe('a service that is away', () => {
  const world = useWorld({ services: [failures] });

  it('is called as soon as it is back', async () => {
    const services = await startServices([greeter]);
    const deployment = await world.admin.register(services.uri);
    await services.stop();
    const sent = await world.ingress.send('E2eGreeter/greet', 'Ada');
    const waiting = world.ingress.call('E2eGreeter/greet', 'Grace');
    expect((await world.ingress.output(sent.id!)).status).toBe(470);

    const back = await startServices([greeter], { port: services.port });
    try {
      expect((await world.ingress.attach(sent.id!)).json).toBe('Hello Ada');
      expect((await waiting).json).toBe('Hello Grace');
    } finally {
      await world.admin.removeDeployment(deployment);
      await back.stop();
    }
    await eventually(async () => (await world.ingress.call('E2eGreeter/greet', 'x')).status === 404);
  });
});
