import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

import { OnePortServer } from './one-port-server.js';

let server: OnePortServer;
let socket: Socket;
let heard: string;
/** Answers are given by the tests, in the order of the requests. */
let waiting: { request: IncomingMessage; response: ServerResponse }[];

beforeEach(async () => {
  waiting = [];
  server = new OnePortServer((request, response) => void waiting.push({ request, response }));
  server.http.listen(0, '127.0.0.1');
  await once(server.http, 'listening');
  socket = connect((server.http.address() as AddressInfo).port, '127.0.0.1');
  heard = '';
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')));
});
afterEach(async () => {
  socket.destroy();
  await server.close(0);
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function requests(count: number): Promise<void> {
  while (waiting.length < count) await turn();
}

function answer(index: number, body: string): void {
  const { response } = waiting[index]!;
  response.sendDate = false;
  response.writeHead(200, { 'content-length': body.length });
  response.end(body);
}

async function untilHeard(text: string): Promise<void> {
  while (!heard.includes(text)) await once(socket, 'data');
}

const expecting = (expectation: string) =>
  `POST / HTTP/1.1\r\ncontent-length: 2\r\nexpect: ${expectation}\r\n\r\n`;

describe('expectations', () => {
  it('are met before the body, not in the middle of the answer before', async () => {
    socket.write(`GET / HTTP/1.1\r\n\r\n${expecting('100-continue')}`);
    await requests(2);
    answer(0, 'one');
    await untilHeard('one');
    await untilHeard('100 Continue');
    expect(heard).toMatch(/^HTTP\/1.1 200 [^]*\r\n\r\noneHTTP\/1.1 100 Continue\r\n\r\n$/);
    socket.write('hi');
    answer(1, 'two');
    await untilHeard('two');
  });

  it('are not met when the answer is there already', async () => {
    socket.write(`GET / HTTP/1.1\r\n\r\n${expecting('100-continue')}`);
    await requests(2);
    answer(1, 'two');
    answer(0, 'one');
    await untilHeard('two');
    expect(heard).not.toContain('100 Continue');
  });

  it('of another kind are ignored', async () => {
    socket.write(`${expecting('miracles')}hi`);
    await requests(1);
    answer(0, 'one');
    await untilHeard('one');
    expect(heard).toMatch(/^HTTP\/1.1 200 /);
  });
});

it.each(['', 'PR', 'PRI * HTTP/2.0\r\n\r\nSM\r\n'])(
  'closes a connection whose client ends it after %j, before it is clear what it speaks',
  async (bytes) => {
    socket.write(bytes);
    socket.end();
    await once(socket, 'close');
  },
);

it('answers CONNECT like any other method, and ends the connection', async () => {
  socket.write('CONNECT elsewhere:80 HTTP/1.1\r\n\r\n');
  await requests(1);
  expect(waiting[0]!.request.method).toBe('CONNECT');
  answer(0, 'no');
  await once(socket, 'close');
  expect(heard).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*connection: close\r\n\r\nno$/i);
});

it('cuts a connection with a CONNECT behind a request that waits for its answer', async () => {
  socket.write('GET / HTTP/1.1\r\n\r\nCONNECT elsewhere:80 HTTP/1.1\r\n\r\n');
  await once(socket, 'close');
  expect(waiting).toHaveLength(1);
});

describe('over HTTP/2', () => {
  const settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
  const reset = [0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8];

  /** Without the end of the body. GET / of authority `a`, by indexes of the static table (RFC 7541 appendix A). */
  function request(...fields: number[]): number[] {
    const block = [0x82, 0x84, 0x86, 0x41, 1, 0x61, ...fields];
    return [0, 0, block.length, 1, 4, 0, 0, 0, 1, ...block];
  }

  function send(...frames: number[][]): void {
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    socket.write(Buffer.from([settings, ...frames].flat()));
  }

  it('the connection ends when its client does, with a request in progress', async () => {
    send(request());
    await requests(1);
    socket.end();
    await once(socket, 'close');
  });

  it('an expectation is not met when the stream was reset at once', async () => {
    const expectContinue = [0x0f, 0x14, 12, ...Buffer.from('100-continue')];
    send(request(...expectContinue), reset);
    await requests(1);
    expect(waiting[0]!.request.headers.expect).toBe('100-continue');
  });
});
