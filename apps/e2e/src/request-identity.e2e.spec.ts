import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import {
  type Context,
  createEndpointHandler,
  object,
  type ObjectContext,
  service,
} from '@restatedev/restate-sdk';

import { Admin, describeOwnServer, Ingress, type Server, startServer } from './harness/index.js';

const greeter = service({
  name: 'E2eSignedGreeter',
  handlers: { greet: async (_ctx: Context, name: string) => `Hello ${name}` },
});
const counter = object({
  name: 'E2eSignedCounter',
  handlers: { add: async (_ctx: ObjectContext, n: number) => n + 1 },
});

describeOwnServer('a server with a request identity', () => {
  jest.setTimeout(30_000);
  const endpoints: Http2Server[] = [];
  let folder: string;
  let server: Server;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perdure-e2e-key-'));
    const keyFile = join(folder, 'private.pem');
    const { privateKey } = generateKeyPairSync('ed25519');
    await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    server = await startServer({ env: { PERDURE_REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE: keyFile } });
  });
  afterAll(async () => {
    await server.stop();
    for (const endpoint of endpoints) endpoint.close();
    await rm(folder, { recursive: true });
  });

  async function listen(endpoint: Http2Server): Promise<string> {
    endpoints.push(endpoint);
    endpoint.listen(0, '127.0.0.1');
    await once(endpoint, 'listening');
    return `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  }

  function trusting(key: string): Http2Server {
    const services = [greeter, counter];
    return createServer(createEndpointHandler({ services, identityKeys: [key], logger: () => undefined }));
  }

  /** The key as an operator reads it in the log; here from the first request somebody gets. */
  async function identityKey(admin: Admin): Promise<string> {
    let token = '';
    const uri = await listen(
      createServer((request, response) => {
        token = String(request.headers['x-restate-jwt-v1']);
        response.writeHead(404).end();
      }),
    );
    await admin.tryRegister(uri);
    const head = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
      kid: string;
    };
    return head.kid;
  }

  it('is trusted by services that know its key, and by no others', async () => {
    const admin = new Admin(server.adminUrl);
    const ingress = new Ingress(server.ingressUrl);
    const key = await identityKey(admin);
    const foreign = 'publickeyv1_EWq6vsorhrJe22T9EFaAeGZ6Lwar8w9pejtwa19SHSAc';

    expect(await admin.tryRegister(await listen(trusting(foreign)))).toMatchObject({
      status: 500,
      json: { message: expect.stringContaining("'401'") },
    });
    await admin.register(`${await listen(trusting(key))}/behind/a/gateway`);
    expect(await ingress.call('E2eSignedGreeter/greet', 'Ada')).toMatchObject({ json: 'Hello Ada' });
    expect(await ingress.call('E2eSignedCounter/my%20k%C3%A4y/add', 1)).toMatchObject({ json: 2 });
  });
});
