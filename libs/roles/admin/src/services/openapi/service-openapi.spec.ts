import { Validator } from '@seriousme/openapi-schema-validator';

import { AdminWorld } from '../../testing/admin-world.js';

const json = (jsonSchema?: unknown) => ({ contentType: 'application/json', jsonSchema });
const tree = {
  $ref: '#/$defs/Tree',
  $defs: {
    Tree: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/$defs/Tree' } } } },
  },
};

const shop = {
  name: 'Shop.v1',
  ty: 'SERVICE',
  documentation: 'Sells things',
  metadata: { team: 'core' },
  handlers: [
    {
      name: 'order',
      documentation: 'Orders one',
      metadata: { tier: 'gold' },
      input: { required: true, ...json(tree) },
      output: json({ type: 'number' }),
    },
    { name: 'orderSend', input: { contentType: '*/*' }, output: { contentType: 'application/octet-stream' } },
    { name: 'ping', input: {}, output: {} },
    { name: 'hidden', ingressPrivate: true, input: json(tree) },
  ],
};
const cart = {
  name: 'Cart',
  ty: 'VIRTUAL_OBJECT',
  handlers: [{ name: 'add', input: json(), output: json() }],
};
const signup = {
  name: 'Signup',
  ty: 'WORKFLOW',
  handlers: [
    { name: 'run', ty: 'WORKFLOW', output: json({ type: 'string' }) },
    { name: 'click', ty: 'SHARED' },
  ],
};

interface Operation extends Record<string, unknown> {
  readonly operationId: string;
  readonly parameters: unknown;
}
interface Document extends Record<string, unknown> {
  readonly paths: Record<string, { readonly get?: Operation; readonly post?: Operation }>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

let world: AdminWorld;
let documentOf: (service: string) => Promise<Document>;
beforeAll(async () => {
  world = await AdminWorld.create();
  world.endpoints.serve('http://all/', shop, cart, signup);
  await world.send('POST', '/deployments', { uri: 'http://all' });
  documentOf = async (service) => (await world.send('GET', `/services/${service}/openapi`)).json as Document;
});
afterAll(() => world.close());

const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` });
const response = (name: string) => ({ $ref: `#/components/responses/${name}` });
const schema = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });

it.each(['Shop.v1', 'Cart', 'Signup'])(
  '%s has a document that an independent validator accepts',
  async (name) => {
    const document = await documentOf(name);
    const { valid, errors } = await new Validator().validate(document);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  },
);

it('says what it is about, and where the ingress is', async () => {
  expect(await documentOf('Shop.v1')).toMatchObject({
    openapi: '3.1.0',
    info: {
      title: 'Shop.v1',
      version: '1',
      description: 'Sells things',
      'x-restate-extensions': { team: 'core' },
    },
    servers: [{ url: 'http://127.0.0.1:8080/', description: 'Restate Ingress URL' }],
  });
});

it('has four operations per public handler, none for private ones', async () => {
  const { paths } = await documentOf('Shop.v1');
  expect(Object.keys(paths).filter((path) => path.includes('/ping'))).toEqual([
    '/restate/call/Shop.v1/ping',
    '/restate/send/Shop.v1/ping',
    '/restate/invocation/Shop.v1/ping/{idempotencyKey}/attach',
    '/restate/invocation/Shop.v1/ping/{idempotencyKey}/output',
  ]);
  expect(JSON.stringify(await documentOf('Shop.v1'))).not.toContain('hidden');
});

it('describes calls and sends of a service', async () => {
  const { paths } = await documentOf('Shop.v1');
  expect(paths['/restate/call/Shop.v1/order']?.post).toEqual({
    summary: 'order',
    description: 'Orders one',
    operationId: 'order',
    'x-restate-extensions': { tier: 'gold' },
    parameters: [parameter('idempotencyKeyHeader')],
    requestBody: { required: true, content: { 'application/json': schema('orderRequest') } },
    responses: {
      200: { description: '', content: { 'application/json': schema('orderResponse') } },
      default: response('GenericError'),
    },
  });
  expect(paths['/restate/send/Shop.v1/ping']?.post).toEqual({
    summary: 'ping',
    description: 'Send request to Shop.v1 handler ping',
    operationId: 'pingSend',
    tags: ['Send'],
    parameters: [parameter('idempotencyKeyHeader'), parameter('delay')],
    responses: { 200: response('Send'), 202: response('Send'), default: response('GenericError') },
  });
  expect(paths['/restate/call/Shop.v1/ping']?.post).toMatchObject({
    responses: { 200: { description: 'Empty' } },
  });
  expect(paths['/restate/call/Shop.v1/orderSend']?.post).toMatchObject({
    requestBody: { content: { '*/*': {} } },
    responses: { 200: { content: { 'application/octet-stream': {} } } },
  });
});

it('describes the deprecated ways to results', async () => {
  const { paths } = await documentOf('Cart');
  expect(paths['/restate/invocation/Cart/{key}/add/{idempotencyKey}/output']?.get).toEqual({
    summary: 'add',
    description:
      'Deprecated: use POST /restate/lookup with idempotency information to obtain an invocation id, then GET ' +
      '/restate/output/{invocationId}. Get output of a running instance of Cart/add using idempotency key',
    operationId: 'addOutput',
    deprecated: true,
    tags: ['Get Output'],
    parameters: [parameter('key'), parameter('idempotencyKeyPath')],
    responses: {
      200: { description: '', content: { 'application/json': {} } },
      404: response('InvocationNotFoundError'),
      470: response('InvocationNotReadyError'),
      default: response('GenericError'),
    },
  });
});

it('has one result per workflow, found by its key', async () => {
  const { paths } = await documentOf('Signup');
  expect(Object.keys(paths)).toEqual([
    '/restate/call/Signup/{key}/run',
    '/restate/send/Signup/{key}/run',
    '/restate/workflow/Signup/{key}/attach',
    '/restate/workflow/Signup/{key}/output',
    '/restate/call/Signup/{key}/click',
    '/restate/send/Signup/{key}/click',
  ]);
  expect(paths['/restate/call/Signup/{key}/run']?.post?.parameters).toEqual([parameter('key')]);
  expect(paths['/restate/workflow/Signup/{key}/attach']?.get).toMatchObject({
    parameters: [parameter('key')],
    responses: { 200: { content: { 'application/json': schema('runResponse') } } },
  });
});

it('gives no two operations the same name: a handler has a better right to its own', async () => {
  const { paths } = await documentOf('Shop.v1');
  expect(paths['/restate/call/Shop.v1/orderSend']?.post?.operationId).toBe('orderSend');
  expect(paths['/restate/send/Shop.v1/order']?.post?.operationId).toBe('orderSend_');
  const ids = Object.values(paths).map(({ get, post }) => (get ?? post)?.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('embeds the schemas, their definitions as components of their own', async () => {
  const { components } = await documentOf('Shop.v1');
  const treeComponent = '#/components/schemas/orderRequest_Tree';
  expect(components.schemas).toMatchObject({
    orderRequest: { $ref: treeComponent },
    orderRequest_Tree: { properties: { children: { items: { $ref: treeComponent } } } },
    orderResponse: { type: 'number' },
  });
});

it('is of services that exist', async () => {
  expect(await world.send('GET', '/services/Nope/openapi')).toMatchObject({
    status: 404,
    json: { message: "The requested service 'Nope' does not exist" },
  });
});
