import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import {
  Admin,
  describeOwnServer,
  findFreePort,
  type Server,
  type Services,
  startServer,
  startServices,
} from './harness/index.js';
import { greeter } from './services/greeter.js';

describeOwnServer('where a server may be sent', () => {
  jest.setTimeout(30_000);
  let services: Services;
  let elsewhere: Services;
  const servers: Server[] = [];

  const startedWith = async (env: Record<string, string>): Promise<Admin> => {
    const server = await startServer({ env });
    servers.push(server);
    return new Admin(server.adminUrl);
  };

  beforeAll(async () => {
    services = await startServices([greeter]);
    elsewhere = await startServices([greeter]);
  });
  afterAll(async () => {
    await Promise.all([...servers, services, elsewhere].map((each) => each.stop()));
  });

  it('is not where clouds hand out credentials', async () => {
    const admin = await startedWith({});

    for (const uri of ['http://169.254.169.254/', 'http://2852039166/', 'http://[::ffff:a9fe:a9fe]:80/'])
      expect(await admin.tryRegister(uri)).toMatchObject({
        status: 400,
        json: { message: expect.stringContaining('deployments.denied-addresses') },
      });
  });

  it('is only where it is allowed, at registration and when a deployment moves', async () => {
    const allowed = `127.0.0.1:${services.port},[::1]:${services.port}`;
    const admin = await startedWith({ PERDURE_DEPLOYMENTS__ALLOWED_ADDRESSES: allowed });
    const id = await admin.register(`http://localhost:${services.port}`);

    for (const uri of [elsewhere.uri, `http://localhost:${elsewhere.port}`, `http://x.test:${services.port}`])
      expect((await admin.tryRegister(uri)).status).not.toBe(201);
    expect((await admin.tryRegister(elsewhere.uri)).status).toBe(400);
    const moved = await admin.request(`/deployments/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ uri: elsewhere.uri }),
    });
    expect(moved.status).toBe(400);
  });

  it('is not even tried to be found out', async () => {
    const admin = await startedWith({ PERDURE_DEPLOYMENTS__ALLOWED_ADDRESSES: 'localhost' });

    // A name that is looked up is answered with 500, after a while: it does not exist.
    expect((await admin.tryRegister(`http://nowhere.invalid:${await findFreePort()}`)).status).toBe(400);
    expect((await admin.tryRegister(`http://localhost:${services.port}`)).status).toBe(201);
  });
});
