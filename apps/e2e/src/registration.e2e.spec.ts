import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';

import { findFreePort, startServices, useWorld } from './harness/index.js';
import { greeter } from './services/greeter.js';
import { queue } from './services/queue.js';
import { signup } from './services/signup.js';

interface ListedDeployment {
  readonly id: string;
  readonly uri: string;
}

describe('registering services', () => {
  const world = useWorld({ services: [queue, signup] });

  it('discovers what the endpoint serves', async () => {
    const deployment = await world.admin.request(`/deployments/${world.deploymentId}`);

    expect(deployment).toMatchObject({
      status: 200,
      json: {
        id: world.deploymentId,
        uri: `${world.services.uri}/`,
        protocol_type: 'BidiStream',
        http_version: 'HTTP/2.0',
        sdk_version: 'restate-sdk-typescript/1.17.2',
        services: expect.arrayContaining([
          expect.objectContaining({ name: 'E2eQueue', ty: 'VirtualObject', public: true }),
          expect.objectContaining({ name: 'E2eSignup', ty: 'Workflow' }),
        ]),
      },
    });
    const { min_protocol_version: min, max_protocol_version: max } = deployment.json as Record<
      string,
      number
    >;
    expect([min, max]).toEqual([5, 7]);
  });

  it('lists, answers for a known address without asking it again, and removes', async () => {
    const services = await startServices([greeter], { protocol: 'request-response' });
    const registered = await world.admin.tryRegister(services.uri, {
      use_http_11: true,
      metadata: { team: 'e2e' },
    });
    const { id } = registered.json as ListedDeployment;
    try {
      expect(registered.status).toBe(201);
      expect(registered.headers.get('location')).toBe(`deployments/${id}`);
      expect(registered.json).toMatchObject({
        id: expect.stringMatching(/^dp_1/),
        services: [{ name: 'E2eGreeter', ty: 'Service', revision: expect.any(Number), deployment_id: id }],
      });
    } finally {
      await services.stop();
    }
    const again = await world.admin.tryRegister(services.uri, { use_http_11: true });
    expect(again).toMatchObject({ status: 200, json: { id } });

    const { deployments } = (await world.admin.request('/deployments')).json as {
      deployments: readonly ListedDeployment[];
    };
    expect(deployments.find((each) => each.id === id)).toMatchObject({
      uri: `${services.uri}/`,
      protocol_type: 'RequestResponse',
      http_version: 'HTTP/1.1',
      metadata: { team: 'e2e' },
      services: [{ name: 'E2eGreeter' }],
    });

    expect((await world.admin.removeDeployment(id)).status).toBe(202);
    expect((await world.admin.request(`/deployments/${id}`)).status).toBe(404);
    expect((await world.admin.removeDeployment(id)).status).toBe(404);
  });

  it('sends new calls to the newest deployment, and falls back when it is removed', async () => {
    const [older, newer] = [await startServices([greeter]), await startServices([greeter])];
    const olderId = await world.admin.register(older.uri);
    const newerId = await world.admin.register(newer.uri);
    const deploymentOf = async () =>
      ((await world.admin.request('/services/E2eGreeter')).json as { deployment_id: string }).deployment_id;
    try {
      expect(await deploymentOf()).toBe(newerId);
      await world.admin.removeDeployment(newerId);
      expect(await deploymentOf()).toBe(olderId);
      await newer.stop();
      expect((await world.ingress.call('E2eGreeter/greet', 'Ada')).json).toBe('Hello Ada');
    } finally {
      await world.admin.removeDeployment(olderId);
      await older.stop();
    }
  });

  it('says that nobody answers', async () => {
    const uri = `http://127.0.0.1:${await findFreePort()}`;

    const answer = await world.admin.tryRegister(uri);

    expect(answer).toMatchObject({
      status: 500,
      json: { message: expect.stringContaining(uri), restate_code: 'META0003' },
    });
  });

  it.each([
    ['refuses', 403, 'go away', 'META0003'],
    ['talks about something else', 200, '<html>', null],
  ])('says that an endpoint %s', async (_what, status, body, code) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/vnd.restate.endpointmanifest.v3+json' });
      response.end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const answer = await world.admin.tryRegister(uri);
    server.close();

    expect(answer.status).toBe(500);
    expect((answer.json as { restate_code: string | null }).restate_code).toBe(code);
    expect(answer.text).toContain(body);
  });

  it.each([
    ['localhost:9080', 400],
    ['', 422],
  ])('refuses the address "%s"', async (uri, status) => {
    const answer = await world.admin.tryRegister(uri);

    expect(answer.status).toBe(status);
  });

  it('says that it is well, and its version', async () => {
    expect(await world.admin.request('/health')).toMatchObject({ status: 200, text: '' });
    expect(await world.admin.request('/version')).toMatchObject({
      status: 200,
      json: { version: expect.any(String), max_admin_api_version: expect.any(Number) },
    });
  });
});
