import { AdminWorld } from '../testing/admin-world.js';

const greeter = { name: 'Greeter', ty: 'SERVICE', handlers: [{ name: 'greet' }] };
const greeterObject = { name: 'Greeter', ty: 'VIRTUAL_OBJECT', handlers: [{ name: 'greet' }] };
const unknownId = 'dp_179qdgQhsdhVZDdBJTHFd6h';

let world: AdminWorld;
beforeEach(async () => {
  world = await AdminWorld.create();
  world.endpoints.serve('http://one/', greeter);
  world.endpoints.serve('http://two/', greeter);
  world.endpoints.serve('http://object/', greeterObject);
});
afterEach(() => world.close());

const post = (body: unknown, prefix = '') => world.send('POST', `${prefix}/deployments`, body);

async function register(uri: string, body: object = {}): Promise<string> {
  const { json } = await post({ uri, ...body });
  return (json as { id: string }).id;
}

async function latestRevision(service = 'Greeter'): Promise<unknown> {
  const { status, json } = await world.send('GET', `/services/${service}`);
  return status === 200 ? (json as { revision: number }).revision : status;
}

describe('POST /deployments', () => {
  it('discovers and registers a new endpoint', async () => {
    const answer = await post({ uri: 'http://one', additional_headers: { 'X-Api': 'secret' } });

    const { id } = answer.json as { id: string };
    expect(id).toMatch(/^dp_1[0-9a-zA-Z]{22}$/);
    expect(answer).toMatchObject({ status: 201, headers: { location: `deployments/${id}` } });
    expect(Object.keys(answer.json as object)).toEqual([
      'id',
      'services',
      'min_protocol_version',
      'max_protocol_version',
      'sdk_version',
    ]);
    expect(answer.json).toMatchObject({
      services: [{ name: 'Greeter', revision: 1, deployment_id: id }],
      sdk_version: 'restate-sdk-typescript/1.17.2',
    });
    expect(world.endpoints.requests).toMatchObject([
      {
        uri: 'http://one/',
        useHttp11: false,
        headers: {
          accept: expect.stringContaining('endpointmanifest.v4+json'),
          'x-api': 'secret',
          'x-restate-cluster-name': 'localcluster',
        },
      },
    ]);
  });

  it('makes what is registered last the latest', async () => {
    await register('http://one');
    await register('http://two');
    expect(await latestRevision()).toBe(2);
  });

  it('leaves a known URI alone, reachable or not', async () => {
    const id = await register('http://one');
    world.endpoints.stop('http://one/');
    const answer = await post({ uri: 'HTTP://one/', metadata: { k: 'v' }, breaking: true, force: null });
    expect(answer).toMatchObject({
      status: 200,
      json: { id, services: [{ revision: 1 }] },
      headers: { location: `deployments/${id}` },
    });
    expect(world.endpoints.requests).toHaveLength(1);
  });

  it.each([
    ['', 200],
    ['/v3', 200],
    ['/v4', 200],
    ['/v2', 201],
  ])('overwrites when forced: under %p that is a %i', async (prefix, status) => {
    const id = await register('http://one', { metadata: { old: '1' } });
    world.endpoints.serve('http://one/', greeterObject);
    const answer = await post({ uri: 'http://one', force: true }, prefix);
    expect(answer).toMatchObject({ status, json: { id, services: [{ revision: 2, ty: 'VirtualObject' }] } });
    expect((await world.send('GET', `/deployments/${id}`)).json).not.toHaveProperty('metadata');
  });

  it('is forced by default under /v2 only', async () => {
    await register('http://one');
    expect(await post({ uri: 'http://one' }, '/v3')).toMatchObject({ status: 200 });
    expect(await latestRevision()).toBe(1);
    expect(await post({ uri: 'http://one' }, '/v2')).toMatchObject({ status: 201 });
    expect(await latestRevision()).toBe(2);
  });

  it('refuses a changed service type until breaking is allowed', async () => {
    await register('http://one');
    const refused = await post({ uri: 'http://object' });
    expect(refused).toMatchObject({ status: 409, json: { restate_code: 'META0006' } });
    expect((refused.json as { message: string }).message).toMatch(
      /^\[META0006\] detected a new service revision for 'Greeter' changing the service type/,
    );
    expect(await post({ uri: 'http://object', breaking: true })).toMatchObject({ status: 201 });
  });

  it('refuses reserved names', async () => {
    world.endpoints.serve('http://reserved/', { ...greeter, name: 'restate' });
    expect(await post({ uri: 'http://reserved' })).toMatchObject({
      status: 400,
      json: {
        message: expect.stringMatching(/^\[META0005\] cannot insert\/modify service 'restate'/),
        restate_code: 'META0005',
      },
    });
  });

  it('stores nothing in a dry run, and answers the same', async () => {
    expect(await post({ uri: 'http://one', dry_run: true })).toMatchObject({
      status: 201,
      headers: { location: expect.stringMatching(/^deployments\/dp_/) },
      json: { services: [{ revision: 1 }] },
    });
    expect((await world.send('GET', '/deployments')).json).toEqual({ deployments: [] });
    await register('http://one');
    const forced = await post({ uri: 'http://one', dry_run: true, force: true });
    expect(forced).toMatchObject({ status: 200, json: { services: [{ revision: 2 }] } });
    expect(await latestRevision()).toBe(1);
  });

  it.each([
    ['localhost:9080', 'The provided uri localhost:9080 is not absolute, only absolute URIs can be used.'],
    ['/a', 'The provided uri /a is not absolute, only absolute URIs can be used.'],
  ])('refuses the relative %s', async (uri, reason) => {
    expect(await post({ uri })).toMatchObject({
      status: 400,
      json: { message: `The request field 'uri' is invalid. Reason: ${reason}`, restate_code: null },
    });
  });

  it.each([
    {},
    [],
    null,
    { uri: '' },
    { uri: 5 },
    { uri: 'http://' },
    { uri: 'http://a b/' },
    { uri: 'http://one', force: 'yes' },
    { uri: 'http://one', metadata: { k: 1 } },
  ])('does not take %j for a registration', async (body) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 422, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect(answer.text).toMatch(
      /^Failed to deserialize the JSON body into the target type: expected an object/,
    );
  });

  it.each([
    [{ Host: 'x' }, "'Host' cannot be sent: the server sets it itself"],
    [{ 'transfer-encoding': 'chunked' }, "'transfer-encoding' cannot be sent: the server sets it itself"],
    [{ ':path': '/x' }, "':path' cannot be sent: it is not the name of a header"],
    [{ 'a b': 'c' }, "'a b' cannot be sent: it is not the name of a header"],
    [{ a: 'c\n' }, "'a' cannot be sent: its value has characters that a header cannot carry"],
    [{ a: '1', A: '2' }, "'A' cannot be sent: it is given twice"],
  ])('refuses the headers %j, which no request could carry', async (headers, reason) => {
    const id = await register('http://one');
    for (const answer of [
      await post({ uri: 'http://two', additional_headers: headers }),
      await world.send('PATCH', `/deployments/${id}`, { additional_headers: headers }),
    ]) {
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(`JSON body into the target type: additional_headers: ${reason}`);
    }
  });

  it('says so when an endpoint cannot be reached', async () => {
    const answer = await post({ uri: 'http://nobody' });
    expect(answer).toMatchObject({
      status: 500,
      json: {
        message: expect.stringMatching(
          /^\[META0003\] error when calling 'http:\/\/nobody\/': connection refused/,
        ),
        restate_code: 'META0003',
      },
    });
  });

  it.each([404, 400, 503])('says so when an endpoint answers %i', async (status) => {
    world.endpoints.answer('http://odd/', status, 'no such thing');
    expect(await post({ uri: 'http://odd' })).toMatchObject({
      status: 500,
      json: {
        message: expect.stringMatching(
          new RegExp(`^\\[META0003\\] .*status code '${status}'.*no such thing$`),
        ),
        restate_code: 'META0003',
      },
    });
  });

  it('says so when a manifest cannot be read', async () => {
    world.endpoints.serve('http://odd/', { ...greeter, handlers: [{ name: 'not-a-name' }] });
    expect(await post({ uri: 'http://odd' })).toMatchObject({ status: 500, json: { restate_code: null } });
  });

  it('asks over HTTP/1.1 when told so', async () => {
    const id = await register('http://one', { use_http_11: true });
    expect((await world.send('GET', `/deployments/${id}`)).json).toMatchObject({ http_version: 'HTTP/1.1' });
    expect(world.endpoints.requests).toMatchObject([{ useHttp11: true }]);
  });

  it('refuses auth, which it does not support', async () => {
    const answer = await post({ uri: 'http://one', auth: { GoogleIdToken: {} } });
    expect(answer.status).toBe(400);
    expect((answer.json as { message: string }).message).toContain(`The request field 'auth' is invalid`);
  });
});

describe('GET /deployments', () => {
  it('lists what is registered, with services by revision', async () => {
    world.endpoints.serve('http://one/path?x=1', greeter);
    const id = await register('http://one/path?x=1', {
      additional_headers: { 'x-api': 'secret' },
      metadata: { k: 'v' },
    });
    const { text } = await world.send('GET', '/deployments');
    expect(text).toBe(
      `{"deployments":[{"id":"${id}","uri":"http://one/path?x=1","protocol_type":"BidiStream",` +
        '"http_version":"HTTP/2.0","additional_headers":{"x-api":"secret"},"metadata":{"k":"v"},' +
        '"created_at":"2026-11-24T06:18:59.357000000Z","min_protocol_version":5,"max_protocol_version":7,' +
        '"sdk_version":"restate-sdk-typescript/1.17.2","services":[{"name":"Greeter","revision":1}]}]}',
    );
  });

  it('shows one with its services as of its own revision', async () => {
    const id = await register('http://one');
    await register('http://two');
    const { json } = await world.send('GET', `/deployments/${id}`);
    expect(json).toMatchObject({ id, services: [{ name: 'Greeter', revision: 1, ty: 'Service' }] });
    expect(json).not.toHaveProperty('metadata');
    expect(json).not.toHaveProperty('additional_headers');
  });

  it.each(['GET', 'PATCH'] as const)('%s knows which do not exist, and which are no ids', async (method) => {
    const body = method === 'PATCH' ? {} : undefined;
    expect(await world.send(method, `/deployments/${unknownId}`, body)).toMatchObject({
      status: 404,
      json: { message: `The requested deployment '${unknownId}' does not exist`, restate_code: null },
    });
    expect(await world.send(method, '/deployments/foo', body)).toMatchObject({
      status: 400,
      text: 'Invalid URL: Cannot parse `deployment` with value `foo`: bad format',
    });
  });
});

describe('PATCH /deployments/{id}', () => {
  const patch = (id: string, body: unknown) => world.send('PATCH', `/deployments/${id}`, body);

  it('moves the address and keeps the services', async () => {
    const id = await register('http://one', { metadata: { k: 'v' }, additional_headers: { a: '1' } });
    const answer = await patch(id, { uri: 'http://object' });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        id,
        uri: 'http://object/',
        metadata: { k: 'v' },
        additional_headers: { a: '1' },
        services: [{ ty: 'Service', revision: 1 }],
      },
    });
  });

  it('takes over what the new address serves when overwriting', async () => {
    const id = await register('http://one');
    expect(await patch(id, { uri: 'http://object', overwrite: true })).toMatchObject({
      status: 200,
      json: { services: [{ ty: 'VirtualObject', revision: 1 }] },
    });
  });

  it('replaces all headers', async () => {
    const id = await register('http://one', { additional_headers: { a: '1', b: '2' } });
    expect((await patch(id, { additional_headers: { c: '3' } })).json).toMatchObject({
      additional_headers: { c: '3' },
    });
    expect((await patch(id, { additional_headers: {} })).json).not.toHaveProperty('additional_headers');
  });

  it('does nothing, and asks nobody, when nothing is to change', async () => {
    const id = await register('http://one');
    expect(await patch(id, {})).toMatchObject({ status: 200 });
    expect(await patch(id, { overwrite: true })).toMatchObject({ status: 200 });
    expect(world.endpoints.requests).toHaveLength(1);
  });

  it('stores nothing in a dry run', async () => {
    const id = await register('http://one');
    expect((await patch(id, { uri: 'http://two', dry_run: true })).json).toMatchObject({
      uri: 'http://two/',
    });
    expect((await world.send('GET', `/deployments/${id}`)).json).toMatchObject({ uri: 'http://one/' });
  });

  it('refuses what it cannot reach or use', async () => {
    const id = await register('http://one');
    expect(await patch(id, { uri: 'http://nobody' })).toMatchObject({
      status: 500,
      json: { restate_code: 'META0003' },
    });
    expect(await patch(id, { uri: 'nobody:80' })).toMatchObject({ status: 400 });
    expect(await patch(id, [])).toMatchObject({ status: 422 });
  });

  it('is what PUT does under /v2, and nowhere else', async () => {
    const id = await register('http://one');
    expect(await world.send('PUT', `/v2/deployments/${id}`, { uri: 'http://two' })).toMatchObject({
      status: 200,
      json: { uri: 'http://two/' },
    });
    expect(await world.send('PUT', `/deployments/${id}`, {})).toMatchObject({
      status: 405,
      json: { message: 'PUT deployment is deprecated, use PATCH instead', restate_code: null },
    });
    expect(await world.send('PUT', '/deployments/foo', {})).toMatchObject({ status: 400 });
  });
});

describe('DELETE /deployments/{id}', () => {
  it('falls back to the next older deployment, then to none', async () => {
    const one = await register('http://one');
    const two = await register('http://two');
    expect(await world.send('DELETE', `/deployments/${two}?force=true`)).toMatchObject({
      status: 202,
      text: '',
    });
    expect(await latestRevision()).toBe(1);
    expect(await world.send('DELETE', `/deployments/${one}?force=true`)).toMatchObject({ status: 202 });
    expect(await latestRevision()).toBe(404);
  });

  it.each(['', '?force=false'])('is not offered without force: %p', async (query) => {
    const id = await register('http://one');
    expect(await world.send('DELETE', `/deployments/${id}${query}`)).toMatchObject({ status: 501, text: '' });
    expect(await latestRevision()).toBe(1);
  });

  it('refuses what it cannot find or read', async () => {
    expect(await world.send('DELETE', `/deployments/${unknownId}?force=true`)).toMatchObject({
      status: 404,
      json: { message: `not found in the schema registry: deployment with id '${unknownId}'` },
    });
    expect(await world.send('DELETE', `/deployments/${unknownId}?force=x`)).toMatchObject({
      status: 400,
      text: 'Failed to deserialize query string: force: provided string was not `true` or `false`',
    });
    expect(await world.send('DELETE', '/deployments/foo?force=x')).toMatchObject({
      status: 400,
      text: expect.stringContaining('Invalid URL'),
    });
  });
});
