import { createHash } from 'node:crypto';

import { ApiKeys, Authenticator, type Grant } from '@perdure/access';
import { formatAwakeableId, PerdureError } from '@perdure/model';
import { decodeInputPayload } from '@perdure/protocol';

import { type Answer, jsonType, RunningIngress } from '../testing/running-ingress.js';

const key = (name: string, ...grants: Grant[]) => ({
  name,
  grants,
  sha256: createHash('sha256').update(name).digest('hex'),
});
const apiKeys = new ApiKeys([
  key('all', 'invoke'),
  key('greeter', 'invoke:Greeter'),
  key('signup', 'invoke:Signup'),
  key('viewer', 'read'),
]);
const tokens = {
  principalOf: async () => {
    throw new PerdureError('IDENTITY_PROVIDER_UNAVAILABLE', 'The keys cannot be fetched.', {
      retryable: true,
    });
  },
};

let ingress: RunningIngress;
beforeEach(async () => {
  ingress = await RunningIngress.start({}, { authenticator: new Authenticator(apiKeys, tokens) });
  ingress.owner.autoComplete = () => ({ kind: 'value', value: Buffer.from('"done"') });
});
afterEach(() => ingress.stop());

const send = (caller: string, method: string, path: string, body?: object): Promise<Answer> =>
  ingress.send(method, path, {
    headers: { ...jsonType, 'x-api-key': caller },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const statusOf = async (...request: Parameters<typeof send>) => (await send(...request)).status;

describe('an ingress that asks for credentials', () => {
  it.each([
    ['POST', '/restate/call/Greeter/greet'],
    ['POST', '/restate/call/Unknown/greet'],
    ['POST', '/Greeter/greet'],
    ['PATCH', '/restate/attach/inv_1'],
    ['GET', '/restate/health/more'],
    ['GET', '/'],
  ])('answers %s %s alike with 401 without one', async (method, path) => {
    const answer = await ingress.send(method, path, { headers: { origin: 'http://page' } });

    expect(answer).toMatchObject({
      status: 401,
      headers: {
        'www-authenticate': 'Bearer realm="perdure"',
        'x-restate-error-source': 'ingress',
        'access-control-allow-origin': 'http://page',
      },
    });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 401, source: 'ingress' });
    expect(ingress.owner.readCount).toBe(0);
  });

  it('says so of a wrong one, which it does not repeat', async () => {
    const answer = await send('guessed', 'POST', '/Greeter/greet');

    expect(answer).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="perdure", error="invalid_token"' },
    });
    expect(answer.body).not.toContain('guessed');
  });

  it('cannot tell without whoever knows', async () => {
    const headers = { authorization: 'Bearer a.b.c' };

    expect(await ingress.send('GET', '/Greeter/greet', { headers })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    });
  });

  it('answers preflights, and whether it is healthy, without one', async () => {
    expect(await ingress.send('OPTIONS', '/Greeter/greet')).toMatchObject({ status: 200 });
    expect(await ingress.send('GET', '/restate/health')).toMatchObject({
      status: 200,
      body: '{"services":[]}',
    });
    expect((await send('greeter', 'GET', '/restate/health')).body).toBe('{"services":["Greeter"]}');
    expect((await send('all', 'GET', '/restate/health')).body).toContain('Signup');
  });

  it('lets each invoke what it may, and tells nothing of the rest', async () => {
    expect(await statusOf('all', 'POST', '/Counter/a/add', {})).toBe(200);
    expect(await statusOf('greeter', 'POST', '/Greeter/greet', {})).toBe(200);
    expect(await statusOf('viewer', 'POST', '/Greeter/greet', {})).toBe(403);
    const forbidden = await send('greeter', 'POST', '/restate/call/Counter/a/add', {});
    expect(forbidden).toMatchObject({
      status: 403,
      headers: { 'www-authenticate': 'Bearer realm="perdure", error="insufficient_scope"' },
    });
    const unknown = await send('greeter', 'POST', '/restate/call/Countes/a/add', {});
    expect(unknown.body).toBe(forbidden.body.replace('Counter', 'Countes'));
  });

  it('keeps the credential from handlers, and hands over what is theirs', async () => {
    const deliveredTo = async (headers: Record<string, string>) => {
      await ingress.send('POST', '/Greeter/greet', { headers: { ...jsonType, ...headers }, body: '1' });
      return decodeInputPayload(ingress.owner.invocations.at(-1)!.input).headers;
    };
    const users = { key: 'authorization', value: 'Bearer user' };

    const byKey = await deliveredTo({ 'x-api-key': 'all', authorization: 'Bearer user' });
    expect(byKey).toContainEqual(users);
    expect(JSON.stringify(byKey)).not.toContain('all');
    expect(JSON.stringify(await deliveredTo({ authorization: 'Bearer all' }))).not.toContain('all');
  });
});

describe('an invocation', () => {
  it.each([
    ['attach', '/restate/attach/'],
    ['output', '/restate/output/'],
  ])('can be found by %s by those who may invoke its service', async (verb, path) => {
    const id = (await send('all', 'POST', '/Signup/w/run', {})).headers['x-restate-id'] as string;
    const workflow = { target: 'workflow', workflowName: 'Signup', workflowKey: 'w' };

    expect(await statusOf('signup', 'GET', path + id)).toBe(200);
    expect(await statusOf('greeter', 'GET', path + id)).toBe(404);
    expect(await statusOf('signup', 'POST', path, workflow)).toBe(200);
    expect(await statusOf('greeter', 'POST', path, workflow)).toBe(403);
    expect(await statusOf('greeter', 'POST', path, { target: 'invocation', invocationId: id })).toBe(404);
    expect(await statusOf('signup', 'GET', `/restate/workflow/Signup/w/${verb}`)).toBe(200);
    expect(await statusOf('greeter', 'GET', `/restate/workflow/Signup/w/${verb}`)).toBe(403);
    expect(await statusOf('greeter', 'GET', `/restate/invocation/Counter/a/add/k/${verb}`)).toBe(403);
  });

  it('is looked up by those who may invoke its service', async () => {
    const target = { target: 'workflow', workflowName: 'Signup', workflowKey: 'w' };

    expect(await statusOf('signup', 'POST', '/restate/lookup', target)).toBe(200);
    expect(await statusOf('greeter', 'POST', '/restate/lookup', target)).toBe(403);
  });

  it('has its awakeables completed by those who may invoke its service', async () => {
    await send('all', 'POST', '/Signup/w/run', {});
    const { invocationId } = ingress.owner.invocations[0]!;
    const path = `/restate/awakeables/${formatAwakeableId({ invocationId, signalIndex: 17 })}/resolve`;

    expect(await statusOf('greeter', 'POST', path, {})).toBe(403);
    expect(await statusOf('signup', 'POST', path, {})).toBe(202);
    expect(await statusOf('all', 'POST', path, {})).toBe(202);
    ingress.owner.forget(invocationId);
    expect(await statusOf('signup', 'POST', path, {})).toBe(403);
  });
});
