import { gunzipSync } from 'node:zlib';

import { AdminWorld } from '../testing/admin-world.js';

let world: AdminWorld;
beforeAll(async () => {
  world = await AdminWorld.create();
  const handlers = Array.from({ length: 20 }, (_, index) => ({ name: `handler${index}` }));
  world.endpoints.serve('http://big/', { name: 'Big', ty: 'SERVICE', handlers });
  await world.send('POST', '/deployments', { uri: 'http://big/' });
});
afterAll(() => world.close());

describe('health and version', () => {
  it('is healthy, in an empty answer', async () => {
    expect(await world.send('GET', '/health')).toMatchObject({ status: 200, text: '' });
    expect(await world.send('HEAD', '/health')).toMatchObject({ status: 200, text: '' });
  });

  it('says what it is and speaks', async () => {
    const { json, headers } = await world.send('GET', '/version');
    expect(json).toMatchObject({
      version: '1.2.3',
      min_admin_api_version: 2,
      max_admin_api_version: 4,
      ingress_endpoint: 'http://127.0.0.1:8080/',
      features: { vqueues: false, protocol_v7: true },
    });
    expect(headers).toMatchObject({ 'content-type': 'application/json', vary: 'accept-encoding' });
  });
});

describe('what browsers are told', () => {
  it.each(['/version', '/nope', '/v1', '/services/Nope', '/openapi', '/docsx'])(
    'of %s: that it is no page',
    async (url) => {
      expect((await world.send('GET', url)).headers).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
      });
    },
  );

  it('of the documentation: that it is a page, whose scripts are all from here', async () => {
    const page = await world.send('GET', '/docs');
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'self'; style-src 'self' 'unsafe-inline'/,
    );
    const scripts = [...page.text.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((attributes) => !attributes!.includes('src='))).toEqual([]);
    expect(page.text).not.toMatch(/\son[a-z]+=/);
    const script = await world.send('GET', '/docs/swagger-ui-init.js');
    expect(script.headers['content-security-policy']).toBe(page.headers['content-security-policy']);
  });
});

it('tells tools that its cluster is there', async () => {
  const { status, json } = await world.send('GET', '/cluster-health');
  expect(status).toBe(200);
  expect(json).toEqual({ cluster_name: 'cluster-1', metadata_cluster_health: { members: [1] } });
});

describe('paths', () => {
  it.each(['/health', '/v2/health', '/v3/health', '/v4/health', '/health?x=1'])('finds %s', async (url) => {
    expect((await world.send('GET', url)).status).toBe(200);
  });

  it.each([
    '/health/',
    '/deployments/',
    '/nope',
    '/v5/health',
    '/v0/health',
    '/v10/health',
    '/v1health',
    '//health',
  ])('finds nothing at %s', async (url) => {
    const answer = await world.send('GET', url);
    expect(answer).toMatchObject({ status: 404, text: '' });
    expect(answer.headers).not.toHaveProperty('vary');
  });

  it.each(['/v1', '/v1/health', '/v1/nope'])('refuses the old %s', async (url) => {
    expect(await world.send('GET', url)).toMatchObject({
      status: 400,
      text: 'Unsupported Admin API version V1. This server supports versions between V2 and V4.',
      headers: { 'content-type': 'text/plain; charset=utf-8', vary: 'accept-encoding' },
    });
  });

  it.each([
    ['POST', '/health', 'GET,HEAD'],
    ['OPTIONS', '/deployments', 'GET,HEAD,POST'],
    ['POST', '/v3/deployments/dp_1', 'GET,HEAD,DELETE,PATCH,PUT'],
    ['DELETE', '/services/Big', 'GET,HEAD,PATCH'],
    ['PUT', '/invocations/inv_1', 'DELETE,GET,HEAD'],
    ['GET', '/invocations/inv_1/cancel', 'PATCH'],
  ] as const)('refuses %s %s and says what is allowed', async (method, url, allow) => {
    expect(await world.send(method, url)).toMatchObject({ status: 405, text: '', headers: { allow } });
  });
});

it('does not look at bodies that nobody reads', async () => {
  const answer = await world.send('POST', '/nope', 'anything', { 'content-type': 'no type' });
  expect(answer).toMatchObject({ status: 404, text: '' });
});

describe('compression', () => {
  it('is done for those who accept it', async () => {
    const answer = await world.send('GET', '/services', undefined, { 'accept-encoding': 'br, gzip' });
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(JSON.parse(gunzipSync(answer.bytes).toString())).toMatchObject({ services: [{ name: 'Big' }] });
  });

  it.each(['', 'identity', 'gzip;q=0', 'br'])('is not done for %p', async (acceptEncoding) => {
    const answer = await world.send('GET', '/services', undefined, { 'accept-encoding': acceptEncoding });
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(answer.json).toMatchObject({ services: [{ name: 'Big' }] });
  });
});

describe('bodies', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    world.send('POST', '/deployments', body, headers);

  it.each(['text/plain', 'application/xml', 'no type', '/', 'a/b/c'])(
    'must not be %s',
    async (contentType) => {
      expect(await post('{}', { 'content-type': contentType })).toMatchObject({
        status: 415,
        text: 'Expected request with `Content-Type: application/json`',
      });
    },
  );

  it('must say what they are, even when there is none', async () => {
    expect((await world.send('POST', '/deployments')).status).toBe(415);
  });

  it.each(['application/json; charset=utf-8', 'application/vnd.x+json', 'Application/JSON'])(
    'may be %s',
    async (contentType) => {
      expect((await post('{}', { 'content-type': contentType })).status).toBe(422);
    },
  );

  it.each(['', '{', '{} x', '{a}'])('must be JSON: %p is refused', async (body) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect(answer.text).toMatch(/^Failed to parse the request body as JSON: /);
  });
});
