import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import {
  Admin,
  describeOwnServer,
  findFreePort,
  Ingress,
  type Server,
  type Services,
  startServer,
  startServices,
} from './harness/index.js';
import { paths } from './harness/paths.js';
import { Program } from './harness/program.js';
import { TokenIssuer } from './harness/token-issuer.js';
import { counter } from './services/counter.js';
import { greeter } from './services/greeter.js';

const keyText = (name: string) => `key-of-${name}`;
const entry = (name: string, grants: string) =>
  `${name}:${grants}:${createHash('sha256').update(keyText(name)).digest('hex')}`;
const keyOf = (name: string) => ({ 'x-api-key': keyText(name) });

describeOwnServer('a server that asks for API keys', () => {
  jest.setTimeout(30_000);
  let folder: string;
  let server: Server;
  let services: Services;
  let ingress: Ingress;
  let admin: Admin;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perdure-e2e-keys-'));
    const file = join(folder, 'keys');
    await writeFile(file, `# who may\n${entry('greet', 'invoke:E2eGreeter')}\n\n${entry('look', 'read')}\n`);
    server = await startServer({
      env: { PERDURE_AUTH__API_KEYS: entry('root', 'admin'), PERDURE_AUTH__API_KEYS_FILE: file },
    });
    services = await startServices([greeter, counter('E2eGuardedCounter')]);
    ingress = new Ingress(server.ingressUrls);
    admin = new Admin(server.adminUrl);
  });
  afterAll(async () => {
    await Promise.all([server.stop(), services.stop()]);
    await rm(folder, { recursive: true });
  });

  it('lets each do what they may', async () => {
    const register = (headers: Record<string, string>) =>
      admin.request('/deployments', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ uri: services.uri }),
      });
    expect((await register({})).status).toBe(401);
    expect((await register(keyOf('look'))).status).toBe(403);
    expect((await register(keyOf('root'))).status).toBe(201);
    expect((await admin.request('/services', { headers: keyOf('look') })).status).toBe(200);

    const greet = (headers: Record<string, string>) => ingress.call('E2eGreeter/greet', 'Ada', { headers });
    expect((await greet({})).status).toBe(401);
    expect((await greet(keyOf('look'))).status).toBe(403);
    expect(await greet(keyOf('greet'))).toMatchObject({ status: 200, json: 'Hello Ada' });
    expect((await greet({ authorization: `Bearer ${keyText('greet')}` })).status).toBe(200);
    expect((await greet({ authorization: 'Bearer wrong' })).status).toBe(401);
    const add = await ingress.call('E2eGuardedCounter/a/add', 1, { headers: keyOf('greet') });
    expect(add.status).toBe(403);
  });

  it('is healthy to everybody', async () => {
    const urls = [`${server.ingressUrl}/restate/health`, `${server.adminUrl}/health`];
    const answers = await Promise.all(
      [...urls, ...server.nodeUrls.map((url) => `${url}/metrics`)].map((url) => fetch(url)),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

describeOwnServer('a server that trusts the tokens of an issuer', () => {
  jest.setTimeout(30_000);
  const issuer = new TokenIssuer();
  let server: Server;
  let admin: Admin;

  beforeAll(async () => {
    server = await startServer({
      env: {
        PERDURE_AUTH__JWT__JWKS_URL: await issuer.listen(),
        PERDURE_AUTH__JWT__JWKS_COOLDOWN: '0s',
        PERDURE_AUTH__JWT__ISSUER: issuer.name,
        PERDURE_AUTH__JWT__AUDIENCE: 'perdure',
      },
    });
    admin = new Admin(server.adminUrl);
  });
  afterAll(async () => {
    issuer.close();
    await server.stop();
  });

  const statusOf = async (claims: object) => {
    const authorization = `Bearer ${issuer.token({ aud: 'perdure', ...claims })}`;
    return (await admin.request('/services', { headers: { authorization } })).status;
  };

  it('lets each do what the token says, for as long as it says', async () => {
    expect((await admin.request('/services')).status).toBe(401);
    expect(await statusOf({ scope: 'openid read' })).toBe(200);
    expect(await statusOf({ scope: 'invoke' })).toBe(403);
    expect(await statusOf({ scope: 'read', aud: 'other' })).toBe(401);
    expect(await statusOf({ scope: 'read', exp: 1_700_000_000 })).toBe(401);
  });

  it('follows the issuer to its next key', async () => {
    const before = {
      authorization: `Bearer ${issuer.token({ aud: 'perdure', scope: 'read', jti: 'unseen' })}`,
    };
    issuer.rotate();

    expect(await statusOf({ scope: 'read' })).toBe(200);
    expect((await admin.request('/services', { headers: before })).status).toBe(401);
  });

  it('says when it cannot tell, and knows whom it knew', async () => {
    const known = { authorization: `Bearer ${issuer.token({ aud: 'perdure', scope: 'read' })}` };
    expect((await admin.request('/services', { headers: known })).status).toBe(200);
    issuer.close();
    issuer.rotate();

    expect(await statusOf({ scope: 'read' })).toBe(503);
    expect((await admin.request('/services', { headers: known })).status).toBe(200);
  });
});

describe('a server that all the network could use', () => {
  it('does not start until somebody says that it may', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'perdure-e2e-open-'));
    const env = {
      PERDURE_BASE_DIR: join(folder, 'data'),
      PERDURE_BIND_ADDRESS: `127.0.0.1:${await findFreePort()}`,
      PERDURE_INGRESS__BIND_ADDRESS: `127.0.0.1:${await findFreePort()}`,
      PERDURE_ADMIN__BIND_ADDRESS: `0.0.0.0:${await findFreePort()}`,
    };
    const program = new Program({
      name: 'open server',
      command: process.execPath,
      args: [paths.standaloneServer],
      env,
    });
    await program.exited;
    program.forget();
    await rm(folder, { recursive: true });

    expect(program.exitCode).toBe(78);
    expect(program.output).toMatch(/admin\.bind-address = 0\.0\.0\.0:\d+/);
    expect(program.output).toContain('admin.allow-unauthenticated');
  });
});
