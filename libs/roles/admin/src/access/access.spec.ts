import { createHash } from 'node:crypto';

import { ApiKeys, Authenticator, type Grant } from '@perdure/access';
import { PerdureError } from '@perdure/model';
import { Validator } from '@seriousme/openapi-schema-validator';

import { describedOperations } from '../openapi/described-operations.js';
import { AdminWorld } from '../testing/admin-world.js';

const keyOf = (grant: Grant) => ({
  name: grant,
  grants: [grant],
  sha256: createHash('sha256').update(`key-${grant}`).digest('hex'),
});
const keys = new ApiKeys((['read', 'operate', 'admin', 'invoke'] as const).map(keyOf));
const tokens = {
  principalOf: async () => {
    throw new PerdureError('IDENTITY_PROVIDER_UNAVAILABLE', 'The keys cannot be fetched.', {
      retryable: true,
    });
  },
};

let world: AdminWorld;
beforeAll(async () => {
  world = await AdminWorld.create(new Authenticator(keys, tokens));
});
afterAll(() => world.close());

type Method = Parameters<AdminWorld['send']>[0];
const send = (method: string, path: string, grant?: string, body?: unknown) =>
  world.send(method as Method, path, body, grant === undefined ? {} : { 'x-api-key': `key-${grant}` });

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly security?: readonly object[] }>>>
  >;
}

async function operations() {
  const { paths } = (await send('GET', '/openapi')).json as Document;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path,
      url: path.replaceAll(/\{\w+\}/g, 'unknown'),
      need: (security?.[0] as { readonly apiKey: readonly [Grant] } | undefined)?.apiKey[0],
    })),
  );
}

describe('an admin API that asks for credentials', () => {
  it('says in its document what each operation needs, and asks for it on every version of the path', async () => {
    const all = await operations();
    expect(all.length).toBe(Object.keys(describedOperations).length);
    for (const { method, path, url, need } of all) {
      const status = async (prefix: string, grant?: string) =>
        (await send(method, prefix + url, grant)).status;
      if (need === undefined) {
        expect([path, await status('')]).toEqual(['/health', 200]);
        continue;
      }
      expect([method, path, await status(''), await status('/v3')]).toEqual([method, path, 401, 401]);
      const ranks = ['read', 'operate', 'admin'];
      for (const grant of [...ranks, 'invoke']) {
        const isAllowed = ranks.indexOf(grant) >= ranks.indexOf(need);
        const answer = await status('/v4', grant);
        expect([method, path, grant, answer !== 403]).toEqual([method, path, grant, isAllowed]);
        expect(answer).not.toBe(401);
      }
    }
  });

  it('needs no more to look than to read, and more to change', async () => {
    for (const { method, need } of await operations())
      if (need !== undefined) expect(need === 'read').toBe(method === 'GET');
  });

  it('answers with what is missing', async () => {
    const none = await send('GET', '/deployments');
    expect(none).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="perdure"', 'content-type': 'application/json' },
      json: { message: expect.stringContaining('x-api-key'), restate_code: null },
    });
    const wrong = await send('GET', '/deployments', 'guessed');
    expect(wrong.headers['www-authenticate']).toBe('Bearer realm="perdure", error="invalid_token"');
    expect(wrong.text).not.toContain('guessed');
    expect(await send('DELETE', '/deployments/dp_1', 'operate')).toMatchObject({
      status: 403,
      headers: { 'www-authenticate': 'Bearer realm="perdure", error="insufficient_scope"' },
      json: { message: expect.stringContaining("'admin'") },
    });
  });

  it.each(['/nowhere', '/v1/deployments', '/deployments/a/b'])('tells nobody about %s', async (path) => {
    expect((await send('GET', path)).status).toBe(401);
    expect((await send('GET', path, 'read')).status).toBeGreaterThanOrEqual(400);
    expect((await send('GET', path, 'read')).status).not.toBe(401);
  });

  it('cannot tell without whoever knows', async () => {
    const answer = await world.send('GET', '/version', undefined, { authorization: 'Bearer a.b.c' });

    expect(answer.status).toBe(503);
    expect(world.unexpectedErrors).toEqual([]);
  });

  it('tells who asked for what change, and how it was answered', async () => {
    const before = world.changeRequests.length;
    await send('DELETE', '/v3/deployments/dp_1?force=true', 'operate');
    await send('POST', '/internal/invocations_batch_operations/kill', 'operate', { invocation_ids: [] });
    await send('GET', '/deployments', 'operate');
    await send('DELETE', '/deployments/dp_1', 'guessed');

    expect(world.changeRequests.slice(before)).toEqual([
      { caller: 'operate', method: 'DELETE', path: '/deployments/dp_1', status: 403 },
      {
        caller: 'operate',
        method: 'POST',
        path: '/internal/invocations_batch_operations/kill',
        status: 200,
      },
    ]);
  });

  it('shows its documentation to all, valid', async () => {
    expect((await send('GET', '/docs')).status).toBe(200);
    expect((await send('GET', '/docs/swagger-ui-init.js')).status).toBe(200);
    const { errors } = await new Validator().validate(
      (await send('GET', '/openapi')).json as Record<string, unknown>,
    );
    expect(errors ?? []).toEqual([]);
  });
});

describe('headers that a deployment is sent', () => {
  it('are shown to those who could set them', async () => {
    world.endpoints.serve('http://secret/', { name: 'Secret', ty: 'SERVICE', handlers: [{ name: 'keep' }] });
    const body = { uri: 'http://secret', additional_headers: { authorization: 'hush' } };
    const { id } = (await send('POST', '/deployments', 'admin', body)).json as { id: string };

    for (const path of ['/deployments', `/deployments/${id}`]) {
      expect((await send('GET', path, 'operate')).text).toContain('"authorization":"(not shown)"');
      expect((await send('GET', path, 'admin')).text).toContain('"authorization":"hush"');
    }
    const { json: document } = await send('GET', '/services/Secret/openapi', 'read');
    expect(document).toMatchObject({
      security: [{ apiKey: ['invoke'] }, { bearer: ['invoke'] }],
      components: { securitySchemes: { apiKey: { name: 'x-api-key' } } },
    });
    const { errors } = await new Validator().validate(document as Record<string, unknown>);
    expect(errors ?? []).toEqual([]);
  });
});
