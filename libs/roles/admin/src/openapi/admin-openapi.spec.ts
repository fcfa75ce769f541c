import { invocationIdFromBytes } from '@perdure/model';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { z } from 'zod';

import { invocationDetails, invocationPage, journalPage } from '../invocations/reading/invocation-shapes.js';
import { AdminWorld } from '../testing/admin-world.js';
import { storeInvocation } from '../testing/stored-invocations.js';
import { describedOperations } from './described-operations.js';
import { errorShape } from './common-shapes.js';
import { deploymentListShape, detailedDeploymentShape, registeredShape } from './deployment-shapes.js';
import { batchShape } from './operations/batches.js';
import { versionShape } from './operations/server.js';
import { handlerListShape, handlerShape, serviceListShape, serviceShape } from './service-shapes.js';

interface Document extends Record<string, unknown> {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Record<string, Record<string, { readonly operationId: string }>>;
}

const id = invocationIdFromBytes(new Uint8Array(24).fill(0x80));

let world: AdminWorld;
beforeAll(async () => {
  world = await AdminWorld.create();
});
afterAll(() => world.close());

describe('GET /openapi', () => {
  const read = async () => (await world.send('GET', '/openapi')).json as Document;

  it('is OpenAPI 3.1 that an independent validator accepts', async () => {
    const document = await read();
    expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
    const { valid, errors } = await new Validator().validate(document);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('describes every route, and nothing else', async () => {
    const { paths } = await read();
    const found = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(found.toSorted()).toEqual(Object.keys(describedOperations).toSorted());
    const ids = Object.values(paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of an operation what goes in and what comes out', async () => {
    const { paths } = await read();
    expect(paths['/invocations/{id}/restart-as-new']?.['patch']).toMatchObject({
      operationId: 'restart_as_new_invocation',
      tags: ['invocation'],
      parameters: [
        { name: 'id', in: 'path', required: true },
        { name: 'from', in: 'query', required: false },
        { name: 'deployment', in: 'query', required: false },
      ],
      responses: {
        200: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/RestartedInvocation' } } },
        },
        409: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorDescription' } } },
        },
      },
    });
    expect(paths['/deployments']?.['post']).toMatchObject({
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { $ref: '#/components/schemas/RegisterDeploymentRequest' } },
        },
      },
    });
  });
});

describe('the answers', () => {
  const expectShape = (shape: z.ZodObject, json: unknown) => {
    const { error } = shape.strict().safeParse(json);
    expect(error?.issues ?? []).toEqual([]);
  };

  it('are as the document says', async () => {
    world.endpoints.serve('http://all/', {
      name: 'Greeter',
      ty: 'SERVICE',
      documentation: 'Greets',
      metadata: { a: 'b' },
      retryPolicyMaxAttempts: 3,
      handlers: [{ name: 'greet', abortTimeout: 1000, retryPolicyOnMaxAttempts: 'KILL' }],
    });
    const registered = await world.send('POST', '/deployments', {
      uri: 'http://all',
      metadata: { a: 'b' },
      additional_headers: { a: 'b' },
    });
    expectShape(registeredShape, registered.json);
    const deploymentId = (registered.json as { id: string }).id;
    storeInvocation(world, id, 'completed');

    const get = async (path: string) => (await world.send('GET', path)).json;
    expectShape(versionShape, await get('/version'));
    expectShape(deploymentListShape, await get('/deployments'));
    expectShape(detailedDeploymentShape, await get(`/deployments/${deploymentId}`));
    expectShape(serviceListShape, await get('/services'));
    expectShape(serviceShape, await get('/services/Greeter'));
    expectShape(handlerListShape, await get('/services/Greeter/handlers'));
    expectShape(handlerShape, await get('/services/Greeter/handlers/greet'));
    expectShape(invocationPage, await get('/invocations'));
    expectShape(invocationDetails, await get(`/invocations/${id}`));
    expectShape(journalPage, await get(`/invocations/${id}/journal`));
    expectShape(errorShape, await get('/services/Nope'));
    const batch = await world.send('POST', '/internal/invocations_batch_operations/kill', {
      invocation_ids: [],
    });
    expectShape(batchShape, batch.json);
  });
});

describe('GET /docs', () => {
  it('is a page that gets everything it needs from here', async () => {
    const page = await world.send('GET', '/docs');
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source);
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) {
      expect(source).toMatch(/^\.\//);
      const asset = await world.send('GET', new URL(source, 'http://here/').pathname);
      expect([source, asset.status]).toEqual([source, 200]);
    }
    const { text } = await world.send('GET', '/docs/swagger-ui-init.js');
    expect(text).toContain('restart_as_new_invocation');
    expect(text).toContain('"validatorUrl": null');
  });
});
