import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect, type Socket } from 'node:net';

import type { Result } from '@perdure/model';

import { RunningIngress } from '../testing/running-ingress.js';

const value = (text: string): Result => ({ kind: 'value', value: Buffer.from(text) });

let ingress: RunningIngress;
const sockets: Socket[] = [];

beforeEach(async () => {
  ingress = await RunningIngress.start();
  ingress.owner.autoComplete = () => value('"hi"');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await ingress.stop();
});

/** What the server says until it closes the connection. */
function conversation(): {
  socket: Socket;
  untilClosed: Promise<string>;
  until: (text: string) => Promise<void>;
} {
  const socket = connect(ingress.port, '127.0.0.1');
  sockets.push(socket);
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  const untilClosed = new Promise<string>((resolve) => socket.once('close', () => resolve(said)));
  const until = async (text: string) => {
    while (!said.includes(text)) await new Promise((resolve) => socket.once('data', resolve));
  };
  return { socket, untilClosed, until };
}

function callOverHttp2(session: ClientHttp2Session, body: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const headers = { ':method': 'POST', ':path': '/Greeter/greet', 'content-type': 'application/json' };
    const stream = session.request(headers);
    let answer: Record<string, unknown> = {};
    let text = '';
    stream.on('response', (responseHeaders) => (answer = { ...responseHeaders }));
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    stream.on('end', () => resolve({ ...answer, body: text }));
    stream.on('error', reject);
    stream.end(body);
  });
}

it('serves HTTP/2 with prior knowledge', async () => {
  const session = connectHttp2(`http://127.0.0.1:${ingress.port}`);
  const [first, second] = await Promise.all([callOverHttp2(session, '1'), callOverHttp2(session, '2')]);
  expect(first).toMatchObject({
    ':status': 200,
    'content-type': 'application/json',
    'content-length': '4',
    'x-restate-id': ingress.owner.invocations[0]!.invocationId,
    vary: 'origin, access-control-request-method, access-control-request-headers',
    body: '"hi"',
  });
  expect(second).toMatchObject({ ':status': 200, body: '"hi"' });
  session.close();
});

it('tells the handler no HTTP/2 pseudo headers', async () => {
  const session = connectHttp2(`http://127.0.0.1:${ingress.port}`);
  await callOverHttp2(session, '1');
  const input = Buffer.from(ingress.owner.invocations[0]!.input).toString('latin1');
  expect(input).toContain('content-type');
  expect(input).not.toContain(':path');
  session.close();
});

it('answers pipelined HTTP/1.1 requests, also when the first byte comes alone', async () => {
  const { socket, untilClosed, until } = conversation();
  socket.write('P');
  await new Promise((resolve) => setImmediate(resolve));
  socket.write('UT /Greeter/greet HTTP/1.1\r\n\r\nGET /Greeter/greet HTTP/1.1\r\n\r\n');
  await until('"hi"');
  socket.end();
  const said = await untilClosed;
  expect(said).toMatch(/^HTTP\/1.1 405 [^]*HTTP\/1.1 200 OK[^]*"hi"$/);
});

it('answers HTTP/1.0', async () => {
  const { socket, untilClosed } = conversation();
  socket.write('GET /Counter/k/get HTTP/1.0\r\n\r\n');
  expect(await untilClosed).toMatch(/^HTTP\/1.1 200 OK/);
});

it('says 100 Continue to those who ask', async () => {
  const { socket, until } = conversation();
  socket.write(
    'POST /Greeter/greet HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 1\r\nexpect: 100-continue\r\n\r\n',
  );
  await until('HTTP/1.1 100 Continue');
  socket.write('1');
  await until('"hi"');
});

it.each([
  ['a wrong preface', 'PRI * HTTP/9.9\r\n\r\n', /^$/],
  [
    'no HTTP at all',
    'hello\r\n\r\n',
    /^HTTP\/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n$/,
  ],
])('closes a connection that opens with %s', async (_, bytes, expected) => {
  const { socket, untilClosed } = conversation();
  socket.write(bytes);
  expect(await untilClosed).toMatch(expected);
});

it.each([
  ['announced', 'content-length: 2049\r\n\r\n', 'length limit exceeded'],
  ['chunked', `transfer-encoding: chunked\r\n\r\n801\r\n${'x'.repeat(2049)}\r\n`, '"source":"ingress"}'],
])('closes the connection of an %s body that is too long', async (_, rest, expected) => {
  const { socket, untilClosed } = conversation();
  socket.write(`POST /Greeter/greet HTTP/1.1\r\ncontent-type: application/json\r\n${rest}`);
  const said = await untilClosed;
  expect(said).toMatch(/^HTTP\/1.1 413 /);
  expect(said.endsWith(expected)).toBe(true);
});

it('refuses a request target beyond 65534 bytes', async () => {
  ingress.owner.autoComplete = () => value('1');
  const path = (length: number) => `/Greeter/greet?${'x'.repeat(length - '/Greeter/greet?'.length)}`;
  expect(await ingress.send('GET', path(65_534))).toMatchObject({ status: 200 });
  expect(await ingress.send('GET', path(65_535))).toMatchObject({ status: 414, body: '' });
});

it('when it stops, lets requests in progress finish and closes idle connections', async () => {
  ingress.owner.autoComplete = undefined;
  const idle = conversation();
  const silent = conversation();
  idle.socket.write('GET /restate/health HTTP/1.1\r\n\r\n');
  await idle.until('services');
  const session = connectHttp2(`http://127.0.0.1:${ingress.port}`);
  const overHttp2 = callOverHttp2(session, '1');
  const overHttp1 = ingress.send('GET', '/Greeter/greet');
  await ingress.owner.hasSeen(2);

  const stopping = ingress.stop({ msPerTurn: 0 });
  await Promise.all([idle.untilClosed, silent.untilClosed]);
  for (const { invocationId } of ingress.owner.invocations)
    ingress.owner.complete(invocationId, value('"late"'));
  expect(await overHttp1).toMatchObject({ status: 200, body: '"late"' });
  expect(await overHttp2).toMatchObject({ ':status': 200, body: '"late"' });
  await stopping;
});

it('when it stops, cuts requests that do not finish in 5 s', async () => {
  ingress.owner.autoComplete = undefined;
  const waiting = ingress.send('GET', '/Greeter/greet');
  const outcome = expect(waiting).rejects.toThrow('socket hang up');
  await ingress.owner.hasSeen(1);
  await ingress.stop();
  await outcome;
});
