import { type CompiledClient, compileClient } from './openapi/compiled-client.js';
import { unique, useWorld } from './harness/index.js';
import { cart, shop } from './services/shop.js';

describe('a client generated from the OpenAPI document of a service', () => {
  const world = useWorld({ services: [shop, cart] });
  const clients: CompiledClient[] = [];
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.remove())));

  async function compile(service: string, source: string): Promise<CompiledClient> {
    const { json } = await world.admin.request(`/services/${service}/openapi`);
    const client = await compileClient(json as object, source);
    clients.push(client);
    return client;
  }

  it('compiles, and its calls, sends and errors are typed and work', async () => {
    const client = await compile(
      'E2eShop',
      `
      import createClient from 'openapi-fetch';
      import type { components, paths } from './api.js';

      export async function useShop(baseUrl: string) {
        const shop = createClient<paths>({ baseUrl });
        const body: components['schemas']['orderRequest'] = { item: 'tea', count: 2, to: { street: 'Elm' } };

        const ordered = await shop.POST('/restate/call/E2eShop/order', {
          body,
          params: { header: { 'idempotency-key': 'k' + baseUrl } },
        });
        const total: number | undefined = ordered.data?.total;
        const street: string | undefined = ordered.data?.to.street;

        const refused = await shop.POST('/restate/call/E2eShop/order', { body: { ...body, count: 0 } });
        const message: string | undefined = refused.error?.message;

        const sent = await shop.POST('/restate/send/E2eShop/order', { body, params: { query: { delay: '1ms' } } });
        const status: 'Accepted' | 'PreviouslyAccepted' | undefined = sent.data?.status;

        const deep = await shop.POST('/restate/call/E2eShop/depth', {
          body: { name: 'root', children: [{ name: 'leaf', children: [] }] },
        });
        const depth: number | undefined = deep.data;

        const pinged = await shop.POST('/restate/call/E2eShop/ping');
        return { total, street, message, status, depth, pinged: pinged.response.status };
      }
      `,
    );
    expect(client.problems).toEqual([]);

    const { useShop } = (await client.load()) as { useShop: (url: string) => Promise<unknown> };
    expect(await useShop(world.server.ingressUrl)).toEqual({
      total: 5,
      street: 'Elm',
      message: 'nothing ordered',
      status: 'Accepted',
      depth: 2,
      pinged: 200,
    });
  });

  it('knows keys of objects', async () => {
    const client = await compile(
      'E2eCart',
      `
      import createClient from 'openapi-fetch';
      import type { paths } from './api.js';

      export async function fill(baseUrl: string, key: string): Promise<string[] | undefined> {
        const carts = createClient<paths>({ baseUrl });
        const add = (item: string) =>
          carts.POST('/restate/call/E2eCart/{key}/add', { params: { path: { key } }, body: { item } });
        await add('tea');
        return (await add('cake')).data;
      }
      `,
    );
    expect(client.problems).toEqual([]);

    const { fill } = (await client.load()) as { fill: (url: string, key: string) => Promise<unknown> };
    expect(await fill(world.server.ingressUrl, unique('cart'))).toEqual(['tea', 'cake']);
  });

  it('does not compile when it is used wrongly', async () => {
    const client = await compile(
      'E2eShop',
      `
      import createClient from 'openapi-fetch';
      import type { paths } from './api.js';
      const shop = createClient<paths>({ baseUrl: '' });
      await shop.POST('/restate/call/E2eShop/order', { body: { item: 'tea', count: 'two', to: { street: 'Elm' } } });
      await shop.POST('/restate/call/E2eShop/order', { body: { item: 'tea', count: 2, to: { stret: 'Elm' } } });
      await shop.POST('/restate/call/E2eShop/nothing');
      `,
    );
    expect(client.problems).toEqual([
      expect.stringMatching(/client\.ts:5: Type 'string' is not assignable to type 'number'/),
      expect.stringMatching(/client\.ts:6: .*'stret'/),
      expect.stringMatching(/client\.ts:7: Argument of type '"\/restate\/call\/E2eShop\/nothing"'/),
    ]);
  });
});

describe("a client generated from the admin API's own document", () => {
  const world = useWorld({ services: [cart] });

  it('compiles, and works', async () => {
    const { json } = await world.admin.request('/openapi');
    const client = await compileClient(
      json as object,
      `
      import createClient from 'openapi-fetch';
      import type { components, paths } from './api.js';

      export async function look(baseUrl: string, key: string, id: string) {
        const admin = createClient<paths>({ baseUrl });
        const page = await admin.GET('/invocations', {
          params: { query: { service: 'E2eCart', key, limit: 5 } },
        });
        const invocations: components['schemas']['InvocationSummary'][] | undefined = page.data?.invocations;
        const one = await admin.GET('/invocations/{id}', { params: { path: { id } } });
        const journal = await admin.GET('/invocations/{id}/journal', { params: { path: { id } } });
        const restarted = await admin.PATCH('/invocations/{id}/restart-as-new', { params: { path: { id } } });
        return {
          ids: invocations?.map((invocation) => invocation.id),
          status: one.data?.status,
          output: one.data?.output?.text,
          types: journal.data?.entries.map((entry) => entry.type),
          newId: restarted.data?.new_invocation_id,
        };
      }
      `,
    );
    try {
      expect(client.problems).toEqual([]);
      const { look } = (await client.load()) as {
        look: (url: string, key: string, id: string) => Promise<object>;
      };
      // The server may be a shared one, where others have carts too.
      const key = unique('cart');
      const added = await world.ingress.call(`E2eCart/${key}/add`, { item: 'tea' });

      expect(await look(world.server.adminUrl, key, added.id ?? '')).toEqual({
        ids: [added.id],
        status: 'completed',
        output: '["tea"]',
        types: ['Input', 'GetEagerState', 'SetState', 'Output'],
        newId: expect.stringMatching(/^inv_1/) as unknown,
      });
    } finally {
      await client.remove();
    }
  });
});
