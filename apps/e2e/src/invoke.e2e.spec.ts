import { unique, useWorld } from './harness/index.js';
import { greeter } from './services/greeter.js';
import { steps } from './services/steps.js';
import { witness } from './services/witness.js';

const invocationId = /^inv_1[0-9a-zA-Z]{33}$/;

describe('invoking a handler', () => {
  const world = useWorld({ services: [greeter, steps] });

  it.each(['/restate/call/E2eGreeter/greet', '/E2eGreeter/greet'])('answers a call to %s', async (path) => {
    const answer = await world.ingress.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '"Ada"',
    });

    expect(answer).toMatchObject({ status: 200, json: 'Hello Ada', id: expect.stringMatching(invocationId) });
    expect(answer.headers.get('idempotency-expires')).toBeNull();
  });

  it('passes bodies through byte for byte', async () => {
    const body = Uint8Array.from({ length: 1_000_003 }, (_, index) => (index * index) % 256);

    const answer = await world.ingress.call('E2eGreeter/echo', undefined, {
      body,
      headers: { 'content-type': 'image/x-anything' },
    });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(Buffer.from(answer.bytes).equals(body)).toBe(true);
  });

  it('passes headers through, and adds the path', async () => {
    const answer = await world.ingress.request('/restate/call/E2eGreeter/headers?page=1', {
      method: 'POST',
      headers: { 'X-Tenant': 'a;b=c', authorization: 'Bearer t', 'idempotency-key': unique('headers') },
    });

    expect(answer.json).toMatchObject({
      'x-tenant': 'a;b=c',
      authorization: 'Bearer t',
      'x-restate-ingress-path': '/restate/call/E2eGreeter/headers?page=1',
    });
    expect(answer.json).not.toHaveProperty('idempotency-key');
    expect(answer.json).not.toHaveProperty('host');
  });

  it('answers a handler without result with an empty body', async () => {
    const answer = await world.ingress.request('/restate/call/E2eGreeter/nothing');

    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers.get('content-type')).toBeNull();
    expect(answer.headers.get('content-length')).toBe('0');
  });

  it('runs each step once, sleeps, and calls other services', async () => {
    const label = unique('sequence');

    const answer = await world.ingress.call('E2eSteps/sequence', label);

    expect(answer.json).toEqual({ greeting: `Hello ${label}`, isSame: true });
    expect(witness.count(label, 'first')).toBe(1);
    expect(witness.count(label, 'second')).toBe(1);
  });

  it('runs what a handler starts side by side', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `guest ${index}`);

    const answer = await world.ingress.call('E2eSteps/parallel', names);

    expect(answer.json).toEqual(names.map((name) => `Hello ${name}`));
  });

  it('answers many callers at the same time, each with its own result', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `caller ${index}`);

    const answers = await Promise.all(names.map((name) => world.ingress.call('E2eGreeter/greet', name)));

    expect(answers.map(({ json }) => json)).toEqual(names.map((name) => `Hello ${name}`));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(names.length);
  });

  it.each([
    ['an unknown service', 'E2eNowhere/greet', 404],
    ['an unknown handler', 'E2eGreeter/shout', 404],
    ['a path with too many segments', 'E2eGreeter/key/greet', 400],
  ])('refuses %s', async (_what, target, status) => {
    const answer = await world.ingress.call(target, 'Ada');

    expect(answer).toMatchObject({
      status,
      json: { code: status, message: expect.any(String), source: 'ingress' },
    });
    expect(answer.headers.get('x-restate-error-source')).toBe('ingress');
  });

  it('refuses a body of another type than the handler takes', async () => {
    const answer = await world.ingress.call('E2eGreeter/greet', undefined, {
      body: new TextEncoder().encode('Ada'),
      headers: { 'content-type': 'text/plain' },
    });

    expect(answer).toMatchObject({ status: 400, json: { code: 400, source: 'ingress' } });
  });

  it('lists the services it knows', async () => {
    const answer = await world.ingress.request('/restate/health');

    expect(answer).toMatchObject({
      status: 200,
      json: { services: expect.arrayContaining(['E2eGreeter', 'E2eSteps']) },
    });
  });
});

describe('a service that answers one request at a time, over HTTP/1.1', () => {
  const world = useWorld({ services: [greeter, steps], protocol: 'request-response' });

  it('runs each step once, sleeps, and calls other services', async () => {
    const label = unique('request-response');

    const answer = await world.ingress.call('E2eSteps/sequence', label);

    expect(answer.json).toEqual({ greeting: `Hello ${label}`, isSame: true });
    expect(witness.count(label, 'first')).toBe(1);
    expect(witness.count(label, 'second')).toBe(1);
    // Each wait ended an attempt: there is no stream to wait on.
    expect(witness.count(label, 'attempt')).toBeGreaterThanOrEqual(3);
  });

  it('runs what a handler starts side by side', async () => {
    const answer = await world.ingress.call('E2eSteps/parallel', ['Ada', 'Grace']);

    expect(answer.json).toEqual(['Hello Ada', 'Hello Grace']);
  });
});
