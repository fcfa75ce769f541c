import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Context, service } from '@restatedev/restate-sdk';

import { Admin, eventually, findFreePort, Ingress, type Services, startServices } from './harness/index.js';
import { paths } from './harness/paths.js';
import { Program } from './harness/program.js';

/** No other text looks like it, so wherever it shows it came from where it was planted. */
const secret = (of: string) => `hush-hush-${of}`;
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

const failing = service({
  name: 'E2eFailing',
  handlers: {
    fail: async (ctx: Context) => {
      // What the server hands to a handler is the handler's; it must not come from the credential.
      throw new Error(JSON.stringify([...ctx.request().headers.keys()]));
    },
  },
});

async function startedProgram(main: string, env: Record<string, string>): Promise<Program> {
  const loud = { PERDURE_LOG_FILTER: 'trace', PERDURE_LOG_FORMAT: 'json', ...env };
  return new Program({ name: main, command: process.execPath, args: [main], env: loud });
}

describe('the secrets of a server', () => {
  jest.setTimeout(60_000);
  let folder: string;
  let services: Services;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perdure-e2e-secrets-'));
    services = await startServices([failing]);
  });
  afterAll(async () => {
    await services.stop();
    await rm(folder, { recursive: true });
  });

  it('are in no log line and in no answer, whatever fails', async () => {
    const addressOf = async () => `127.0.0.1:${await findFreePort()}`;
    const [ingressAddress, adminAddress] = [await addressOf(), await addressOf()];
    const [ingressUrl, adminUrl] = [`http://${ingressAddress}`, `http://${adminAddress}`];
    const server = await startedProgram(paths.standaloneServer, {
      PERDURE_INGRESS__BIND_ADDRESS: ingressAddress,
      PERDURE_ADMIN__BIND_ADDRESS: adminAddress,
      PERDURE_BIND_ADDRESS: await addressOf(),
      PERDURE_BASE_DIR: join(folder, 'data'),
      PERDURE_AUTH__API_KEYS: [
        `all:admin:${digest(secret('admin-key'))}`,
        `look:operate:${digest('look')}`,
      ].join(),
      PERDURE_WORKER__INVOKER__ADDITIONAL_REQUEST_HEADERS: `{"x-ours":"${secret('server-header')}"}`,
      PERDURE_REDIS__PASSWORD: secret('redis-password'),
      PERDURE_DEFAULT_RETRY_POLICY__MAX_ATTEMPTS: '2',
      PERDURE_DEFAULT_RETRY_POLICY__INITIAL_INTERVAL: '10ms',
    });
    const admin = new Admin(adminUrl);
    const ingress = new Ingress(ingressUrl);
    await eventually(async () => (await fetch(`${adminUrl}/health`)).ok, { what: 'a server' });
    await eventually(async () => (await fetch(`${ingressUrl}/restate/health`)).ok, { what: 'an ingress' });
    const all = { 'x-api-key': secret('admin-key') };
    const answers: string[] = [];
    const register = async (uri: string) => {
      const answer = await admin.request('/deployments', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...all },
        body: JSON.stringify({ uri, additional_headers: { 'x-theirs': secret('deployment-header') } }),
      });
      answers.push(answer.text);
      return answer.status;
    };

    expect(await register(services.uri)).toBe(201);
    expect(await register(`http://127.0.0.1:${await findFreePort()}`)).toBe(500);
    expect(await register(`http://me:${secret('uri')}@127.0.0.1:${services.port}`)).toBe(400);
    const wrong = { authorization: `Bearer ${secret('wrong-key')}` };
    for (const headers of [wrong, { 'x-api-key': secret('wrong-key') }]) {
      answers.push((await ingress.call('E2eFailing/fail', undefined, { headers })).text);
      answers.push((await admin.request('/services', { headers })).text);
    }
    const sent = await ingress.send('E2eFailing/fail', undefined, {
      headers: { authorization: `Bearer ${secret('admin-key')}` },
    });
    expect(sent.status).toBe(202);
    const look = { 'x-api-key': 'look' };
    const invocation = await eventually(
      async () => {
        const { text } = await admin.request(`/invocations/${sent.id ?? ''}`, { headers: look });
        return text.includes('"paused"') && text;
      },
      { what: 'a paused invocation' },
    );
    answers.push(invocation);
    for (const path of [`/invocations/${sent.id ?? ''}/journal`, '/deployments', '/version', '/services'])
      answers.push((await admin.request(path, { headers: look })).text);
    await server.stop(30);
    server.forget();

    expect(invocation).toContain('x-restate-ingress-path');
    expect(server.output).toContain('Perdure is ready');
    expect(answers.join('\n')).toContain('(not shown)');
    expect([...answers, server.output].filter((text) => text.includes('hush-hush'))).toEqual([]);
  });

  it('are in no log line of a worker whom Redis and Kafka do not let in', async () => {
    const refusing = await startRefusing();
    const { port } = refusing.address() as AddressInfo;
    const main = paths.standaloneServer.replace('/standalone/', '/worker/');
    const worker = await startedProgram(main, {
      PERDURE_BIND_ADDRESS: `127.0.0.1:${await findFreePort()}`,
      PERDURE_BASE_DIR: join(folder, 'worker'),
      PERDURE_REDIS__URLS: `redis://me:${secret('redis-url')}@127.0.0.1:${port}`,
      PERDURE_REDIS__PASSWORD: secret('redis-password'),
      PERDURE_KAFKA__BROKERS: `127.0.0.1:${port}`,
      PERDURE_KAFKA__SASL_MECHANISM: 'plain',
      PERDURE_KAFKA__SASL_USERNAME: 'me',
      PERDURE_KAFKA__SASL_PASSWORD: secret('kafka-password'),
    });
    await eventually(async () => worker.output.includes('WRONGPASS'), { what: 'a refusal' });
    await worker.kill9();
    worker.forget();
    refusing.close();

    expect(worker.output).not.toContain('hush-hush');
  });
});

/** Speaks just enough of Redis' protocol to refuse every command. */
async function startRefusing(): Promise<Server> {
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (bytes) => {
        const commands = bytes.toString('latin1').match(/\*\d+\r\n/g) ?? [];
        socket.write('-WRONGPASS invalid username-password pair\r\n'.repeat(commands.length));
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
