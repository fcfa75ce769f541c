import { connect, type ClientHttp2Session } from 'node:http2';

import { AdminWorld } from '../testing/admin-world.js';

let world: AdminWorld;
let session: ClientHttp2Session;
beforeEach(async () => {
  world = await AdminWorld.create();
  world.endpoints.serve('http://one/', { name: 'Greeter', ty: 'SERVICE', handlers: [{ name: 'greet' }] });
  session = connect(await world.listen());
});
afterEach(async () => {
  session.destroy();
  await world.close();
});

interface Heard {
  readonly status: number | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

function send(method: string, path: string, body?: unknown): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const content = body === undefined ? {} : { 'content-type': 'application/json' };
    const stream = session.request({ ':method': method, ':path': path, ...content });
    stream.on('error', reject);
    stream.on('response', (headers) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () =>
        resolve({
          status: headers[':status'],
          contentType: headers['content-type'],
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    stream.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

it('speaks HTTP/2 with prior knowledge on the port of HTTP/1.1', async () => {
  expect(await send('GET', '/health')).toMatchObject({ status: 200, body: '' });
  expect(await send('POST', '/v3/deployments', { uri: 'http://one' })).toMatchObject({
    status: 201,
    contentType: 'application/json',
    body: expect.stringContaining('"name":"Greeter"'),
  });
  expect(await send('GET', '/services/Greeter')).toMatchObject({ status: 200 });
  expect(await send('PUT', '/health')).toMatchObject({ status: 405, body: '' });
  expect(await send('QUERY', '/health')).toMatchObject({ status: 405, body: '' });
  expect(await (await fetch(`${await world.listen()}/services/Greeter`)).json()).toMatchObject({
    name: 'Greeter',
  });
});

it('stops while a client keeps its HTTP/2 connection', async () => {
  await send('GET', '/health');
  const closed = new Promise((resolve) => session.once('close', resolve));
  await world.close();
  await closed;
});
