import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { join } from 'node:path';
import type { DeploymentEndpoint } from '@perdure/model';
import type { AttemptListener, AttemptStream } from '@perdure/ports';
import { HttpDeploymentClient, type HttpDeploymentClientSettings } from './index.js';

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8');
const tlsIdentity = { key: fixture('localhost.key.pem'), cert: fixture('localhost.cert.pem') };

/** Everything a listener heard; `until` waits for a condition on it. */
class Recording implements AttemptListener {
  status: number | undefined;
  headers: Readonly<Record<string, string>> = {};
  body = '';
  bodyBytes = 0;
  isEnded = false;
  error: Error | undefined;
  drains = 0;
  private wake: () => void = () => undefined;

  onHead(status: number, headers: Readonly<Record<string, string>>): void {
    this.status = status;
    this.headers = headers;
    this.wake();
  }
  onData(chunk: Uint8Array): void {
    this.bodyBytes += chunk.length;
    if (this.bodyBytes < 1000) this.body += Buffer.from(chunk).toString();
    this.wake();
  }
  onEnd(): void {
    this.isEnded = true;
    this.wake();
  }
  onError(error: Error): void {
    this.error = error;
    this.wake();
  }
  onDrain(): void {
    this.drains++;
    this.wake();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.wake = resolve));
  }
}

describe('HttpDeploymentClient', () => {
  const cleanups: Array<() => unknown> = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  function newClient(settings: Partial<HttpDeploymentClientSettings> = {}): HttpDeploymentClient {
    const client = new HttpDeploymentClient({ certificateAuthorities: tlsIdentity.cert, ...settings });
    cleanups.push(() => client.close());
    return client;
  }

  async function listen(server: net.Server): Promise<number> {
    const sockets = new Set<net.Socket>();
    server.on('connection', (socket: net.Socket) => {
      sockets.add(socket.on('error', () => undefined));
    });
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as net.AddressInfo).port;
  }

  async function unusedPort(): Promise<number> {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  interface Seen {
    readonly streams: http2.ServerHttp2Stream[];
    readonly sessions: http2.ServerHttp2Session[];
    readonly sockets: net.Socket[];
  }

  /** An h2c server that answers 200 at once and echoes what it gets, until the client half-closes. */
  function echoServer(options: http2.ServerOptions = {}): http2.Http2Server & { seen: Seen } {
    const seen: Seen = { streams: [], sessions: [], sockets: [] };
    const server = http2.createServer(options);
    server.on('connection', (socket: net.Socket) => seen.sockets.push(socket));
    server.on('session', (session) => seen.sessions.push(session));
    server.on('stream', (stream, headers) => {
      seen.streams.push(stream);
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200, 'x-path': headers[':path'], 'x-seen': headers['x-ask'] });
      stream.pipe(stream);
    });
    return Object.assign(server, { seen });
  }

  const h2 = (uri: string): DeploymentEndpoint => ({ uri, httpVersion: 'HTTP/2.0', additionalHeaders: {} });
  const h1 = (uri: string): DeploymentEndpoint => ({ uri, httpVersion: 'HTTP/1.1', additionalHeaders: {} });

  function open(
    client: HttpDeploymentClient,
    endpoint: DeploymentEndpoint,
    headers: Record<string, string> = {},
  ): { stream: AttemptStream; heard: Recording } {
    const heard = new Recording();
    return { stream: client.openAttempt({ endpoint, path: '/invoke/S/h', headers }, heard), heard };
  }

  const text = (value: string): Uint8Array => Buffer.from(value);

  test('carries bytes both ways while the request is open, below the path of the endpoint', async () => {
    const port = await listen(echoServer());
    const { stream, heard } = open(newClient(), h2(`http://127.0.0.1:${port}/base/?tenant=a`), {
      'X-Ask': 'v',
    });

    stream.write(text('one '));
    await heard.until(() => heard.body === 'one ');
    stream.write(text('two'));
    await heard.until(() => heard.body === 'one two');
    expect(heard.isEnded).toBe(false);
    stream.end();
    await heard.until(() => heard.isEnded);

    expect(heard.status).toBe(200);
    expect(heard.headers).toMatchObject({ 'x-path': '/base/invoke/S/h?tenant=a', 'x-seen': 'v' });
    expect(heard.error).toBeUndefined();
  });

  test('shares a session up to the limit of the peer and of its own, then opens another', async () => {
    const server = echoServer({ settings: { maxConcurrentStreams: 3 } });
    const port = await listen(server);
    const client = newClient({ streamsPerSessionMax: 5 });
    const attempts = Array.from({ length: 7 }, () => open(client, h2(`http://127.0.0.1:${port}`)));
    for (const { stream } of attempts) stream.write(text('x'));
    for (const { heard } of attempts) await heard.until(() => heard.body === 'x');

    expect(server.seen.sessions).toHaveLength(3);

    for (const { stream } of attempts) stream.end();
    for (const { heard } of attempts) await heard.until(() => heard.isEnded);
    const next = open(client, h2(`http://127.0.0.1:${port}`));
    next.stream.end();
    await next.heard.until(() => next.heard.isEnded);
    expect(server.seen.sessions).toHaveLength(3);
  });

  test('opens nothing on a session that is going away, whose streams may finish', async () => {
    const server = echoServer();
    const port = await listen(server);
    const client = newClient();
    const first = open(client, h2(`http://127.0.0.1:${port}`));
    first.stream.write(text('a'));
    await first.heard.until(() => first.heard.body === 'a');

    server.seen.sessions[0]!.close();
    // The GOAWAY is under way; what the old stream echoes after it proves that it has arrived.
    first.stream.write(text('b'));
    await first.heard.until(() => first.heard.body === 'ab');
    const second = open(client, h2(`http://127.0.0.1:${port}`));
    second.stream.end(); // no body at all
    await second.heard.until(() => second.heard.isEnded);
    first.stream.end();
    await first.heard.until(() => first.heard.isEnded);

    expect(server.seen.sessions).toHaveLength(2);
    expect(first.heard.error).toBeUndefined();
  });

  describe('a stream the peer refuses unseen', () => {
    const { NGHTTP2_NO_ERROR, NGHTTP2_INTERNAL_ERROR, NGHTTP2_REFUSED_STREAM } = http2.constants;

    /** Echoes, but for the streams with these numbers, counted from 0, which are treated as told. */
    async function choosyServer(
      isChosen: (index: number) => boolean,
      treat: (stream: http2.ServerHttp2Stream) => unknown,
    ): Promise<{
      readonly uri: string;
      readonly streams: http2.ServerHttp2Stream[];
      readonly sessions: http2.ServerHttp2Session[];
    }> {
      const streams: http2.ServerHttp2Stream[] = [];
      const sessions: http2.ServerHttp2Session[] = [];
      const server = http2.createServer();
      server.on('session', (session) => sessions.push(session));
      server.on('stream', (stream) => {
        stream.on('error', () => undefined);
        if (isChosen(streams.push(stream) - 1)) return void treat(stream);
        stream.respond({ ':status': 200 });
        stream.pipe(stream);
      });
      const port = await listen(server);
      return { uri: `http://127.0.0.1:${port}`, streams, sessions };
    }

    const refuse = (stream: http2.ServerHttp2Stream): void => stream.close(NGHTTP2_REFUSED_STREAM);

    test.each<[string, (stream: http2.ServerHttp2Stream) => unknown]>([
      ['by REFUSED_STREAM', refuse],
      ['by a GOAWAY', ({ session, id }) => session?.goaway(NGHTTP2_NO_ERROR, id! - 2)],
      ['by a GOAWAY with an error', ({ session, id }) => session?.goaway(NGHTTP2_INTERNAL_ERROR, id! - 2)],
    ])('%s starts over on another session', async (_how, treat) => {
      const server = await choosyServer((index) => index === 1, treat);
      const client = newClient();
      const first = open(client, h2(server.uri));
      first.stream.end();
      await first.heard.until(() => first.heard.isEnded);
      const { stream, heard } = open(client, h2(server.uri));
      stream.write(text('one '));
      await heard.until(() => heard.body === 'one ' || heard.error !== undefined);
      stream.write(text('two'));
      stream.end();
      await heard.until(() => heard.isEnded || heard.error !== undefined);

      expect(heard.error).toBeUndefined();
      expect(heard.body).toBe('one two');
      expect(server.sessions).toHaveLength(2);
    });

    test('is repeated where closing the client ends it, though its session had no other', async () => {
      const server = await choosyServer(
        (index) => index === 1,
        ({ session, id }) => session?.goaway(NGHTTP2_NO_ERROR, id! - 2),
      );
      const client = newClient();
      const first = open(client, h2(server.uri));
      first.stream.end();
      await first.heard.until(() => first.heard.isEnded);
      const { stream, heard } = open(client, h2(server.uri));
      stream.write(text('x'));
      await heard.until(() => heard.body === 'x');
      const closed = new Promise((resolve) => server.sessions[1]!.once('close', resolve));
      await client.close();
      await closed;
      await heard.until(() => heard.error !== undefined);

      expect(heard.error!.message).toContain('the client was closed');
    });

    test('is given up after three times', async () => {
      const server = await choosyServer(() => true, refuse);
      const { stream, heard } = open(newClient(), h2(server.uri));
      stream.end();
      await heard.until(() => heard.error !== undefined);

      expect(server.streams).toHaveLength(3);
      expect(heard.error!.message).toContain('NGHTTP2_REFUSED_STREAM');
    });

    test('is not repeated once something was heard, or when too much was sent', async () => {
      const server = await choosyServer(
        () => true,
        (stream) => {
          if (stream.id === 1) stream.respond({ ':status': 200 });
          stream.once('data', () => refuse(stream));
        },
      );
      const client = newClient();
      const heardHead = open(client, h2(server.uri));
      await heardHead.heard.until(() => heardHead.heard.status === 200);
      heardHead.stream.write(text('x'));
      await heardHead.heard.until(() => heardHead.heard.error !== undefined);
      const long = open(client, h2(server.uri));
      long.stream.write(Buffer.alloc(64 * 1024 + 1));
      await long.heard.until(() => long.heard.error !== undefined);

      expect(server.streams).toHaveLength(2);
    });
  });

  test('reports a reset, a lost connection and a refused one once, naming the endpoint', async () => {
    const server = echoServer();
    const port = await listen(server);
    const client = newClient();
    const uri = `http://127.0.0.1:${port}`;
    const reset = open(client, h2(uri));
    const lost = open(client, h2(uri));
    for (const { stream, heard } of [reset, lost]) {
      stream.write(text('x'));
      await heard.until(() => heard.body === 'x');
    }
    server.seen.streams[0]!.destroy(new Error('reset'));
    await reset.heard.until(() => reset.heard.error !== undefined);
    server.seen.sockets[0]!.destroy();
    await lost.heard.until(() => lost.heard.error !== undefined);
    const refused = open(client, h2(`http://127.0.0.1:${await unusedPort()}`));
    await refused.heard.until(() => refused.heard.error !== undefined);

    expect(reset.heard.error!.message).toContain(`error when calling '${uri}'`);
    expect(reset.heard.isEnded || lost.heard.isEnded).toBe(false);
    expect(refused.heard.error!.message).toMatch(/connection refused \(connect ECONNREFUSED/);
  });

  test('gives up on a peer that never speaks, or takes no PING while a stream is open', async () => {
    const silent = await listen(net.createServer(() => undefined));
    const slow = open(newClient({ connectTimeoutMs: 50 }), h2(`http://127.0.0.1:${silent}`));
    await slow.heard.until(() => slow.heard.error !== undefined);
    expect(slow.heard.error!.message).toContain('no HTTP/2 connection within 50 ms');

    const port = await listen(echoServer());
    const relays: net.Socket[] = [];
    const relay = await listen(
      net.createServer((socket) => {
        relays.push(
          socket,
          net.connect(port, '127.0.0.1').on('error', () => undefined),
        );
        relays[0]!.pipe(relays[1]!).pipe(relays[0]!);
      }),
    );
    const attempt = open(
      newClient({ keepAliveIntervalMs: 30, keepAliveTimeoutMs: 30 }),
      h2(`http://127.0.0.1:${relay}`),
    );
    attempt.stream.write(text('x'));
    await attempt.heard.until(() => attempt.heard.body === 'x');
    relays[1]!.unpipe();
    await attempt.heard.until(() => attempt.heard.error !== undefined);
    expect(attempt.heard.error!.message).toContain('no answer to a PING within 30 ms');
  });

  test('closes a session nobody uses', async () => {
    const server = echoServer();
    const port = await listen(server);
    const attempt = open(newClient({ idleSessionMs: 20 }), h2(`http://127.0.0.1:${port}`));
    attempt.stream.end();
    await attempt.heard.until(() => attempt.heard.isEnded);
    await new Promise<void>((resolve) => server.seen.sessions[0]!.once('close', resolve));
  });

  test.each(['HTTP/2.0', 'HTTP/1.1'] as const)(
    '%s: asks writers to wait, and readers can',
    async (httpVersion) => {
      const sent = Buffer.alloc(8 * 1024 * 1024, 'x');
      let serverGot = 0;
      const answer = (incoming: NodeJS.ReadableStream, outgoing: NodeJS.WritableStream): void => {
        incoming.on('data', (chunk: Buffer) => (serverGot += chunk.length));
        incoming.on('end', () => outgoing.end(sent));
      };
      const server =
        httpVersion === 'HTTP/2.0'
          ? http2.createServer().on('stream', (stream) => answer(stream, stream))
          : http.createServer(answer);
      const uri = `http://127.0.0.1:${await listen(server)}`;
      const { stream, heard } = open(newClient(), { uri, httpVersion, additionalHeaders: {} });

      expect(stream.write(sent)).toBe(false);
      await heard.until(() => heard.drains === 1);
      stream.end();
      await heard.until(() => heard.bodyBytes > 0);
      stream.pause();
      const before = heard.bodyBytes;
      await new Promise((resolve) => setImmediate(resolve));
      expect(heard.bodyBytes).toBe(before);
      stream.resume();
      await heard.until(() => heard.isEnded);

      expect(serverGot).toBe(sent.length);
      expect(heard.bodyBytes).toBe(sent.length);
    },
  );

  test('a cancelled stream is reset at the peer, and its listener hears nothing more', async () => {
    const server = echoServer();
    const port = await listen(server);
    const client = newClient();
    const waiting = open(client, h2(`http://127.0.0.1:${port}`));
    waiting.stream.cancel();
    const { stream, heard } = open(client, h2(`http://127.0.0.1:${port}`));
    stream.write(text('x'));
    await heard.until(() => heard.body === 'x');
    const serverStream = server.seen.streams[0]!;
    const closed = new Promise<void>((resolve) => serverStream.once('close', resolve));
    stream.cancel();
    await closed;

    expect(serverStream.rstCode).toBe(http2.constants.NGHTTP2_CANCEL);
    expect(server.seen.streams).toHaveLength(1);
    expect([heard.error, heard.isEnded, waiting.heard.error]).toEqual([undefined, false, undefined]);
  });

  test('speaks HTTP/1.1 on kept-alive connections, and TLS with either version', async () => {
    let connections = 0;
    const respond = (request: http.IncomingMessage, response: http.ServerResponse): void => {
      request.pipe(response.writeHead(200, { 'x-version': request.httpVersion }));
    };
    const plain = await listen(http.createServer(respond).on('connection', () => connections++));
    const secure = await listen(https.createServer(tlsIdentity, respond));
    const secure2 = await listen(
      http2.createSecureServer(tlsIdentity).on('stream', (stream) => {
        stream.respond({ ':status': 200, 'x-version': '2.0' });
        stream.pipe(stream);
      }),
    );
    const client = newClient();
    const call = async (endpoint: DeploymentEndpoint): Promise<string> => {
      const { stream, heard } = open(client, endpoint);
      stream.write(text('hello'));
      stream.end();
      await heard.until(() => heard.isEnded || heard.error !== undefined);
      expect(heard.error).toBeUndefined();
      return `${heard.headers['x-version'] ?? ''} ${heard.body}`;
    };

    expect(await call(h1(`http://127.0.0.1:${plain}`))).toBe('1.1 hello');
    expect(await call(h1(`http://127.0.0.1:${plain}`))).toBe('1.1 hello');
    expect(connections).toBe(1);
    expect(await call(h1(`https://127.0.0.1:${secure}`))).toBe('1.1 hello');
    expect(await call(h2(`https://127.0.0.1:${secure2}`))).toBe('2.0 hello');
  });

  test('does not speak HTTP/2 to a peer that did not choose it over TLS', async () => {
    const port = await listen(tls.createServer(tlsIdentity));
    const { heard } = open(newClient(), h2(`https://127.0.0.1:${port}`));
    await heard.until(() => heard.error !== undefined);

    expect(heard.error!.message).toContain('does not offer HTTP/2 over TLS');
  });

  test('a header that cannot be sent fails the attempt, not the caller', async () => {
    const port = await listen(echoServer());
    const bad = { connection: 'close' };
    const overHttp2 = open(newClient(), h2(`http://127.0.0.1:${port}`), bad);
    await overHttp2.heard.until(() => overHttp2.heard.error !== undefined);
    const overHttp11 = open(newClient(), h1(`http://127.0.0.1:${port}`), { 'x-bad': 'line\nbreak' });
    await overHttp11.heard.until(() => overHttp11.heard.error !== undefined);
  });

  describe('discover', () => {
    const ask = { useHttp11: false, headers: { accept: 'a/b' }, timeoutMs: 5000, bodyBytesMax: 1000 };
    const manifest = (request: { headers: http.IncomingHttpHeaders; url?: string | undefined }): string =>
      JSON.stringify({ accept: request.headers.accept, url: request.url });
    const compat = (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse): void => {
      response.writeHead(200, { 'content-type': 'm/n' });
      response.end(manifest(request));
    };
    const plain = (request: http.IncomingMessage, response: http.ServerResponse): void => {
      response.writeHead(200, { 'content-type': 'm/n' }).end(manifest(request));
    };

    test('gets the manifest over whatever version the endpoint speaks', async () => {
      const h2c = await listen(http2.createServer(compat));
      const http11 = await listen(http.createServer(plain));
      const tls11 = await listen(https.createServer(tlsIdentity, plain));
      const tls2 = await listen(http2.createSecureServer(tlsIdentity, compat));
      const client = newClient();
      const found = async (uri: string, useHttp11 = false): Promise<string> => {
        const answer = await client.discover({ ...ask, uri, useHttp11 });
        const body = Buffer.from(answer.body).toString();
        return `${answer.httpVersion ?? ''} ${answer.status} ${answer.headers['content-type'] ?? ''} ${body}`;
      };

      const expected = '200 m/n {"accept":"a/b","url":"/p/discover"}';
      expect(await found(`http://127.0.0.1:${h2c}/p/`)).toBe(`HTTP/2.0 ${expected}`);
      expect(await found(`http://127.0.0.1:${http11}/p`, true)).toBe(`HTTP/1.1 ${expected}`);
      expect(await found(`https://127.0.0.1:${tls11}/p/`)).toBe(`HTTP/1.1 ${expected}`);
      expect(await found(`https://127.0.0.1:${tls2}/p`)).toBe(`HTTP/2.0 ${expected}`);
    });

    test('says what is wrong, whether trying again helps, and when use_http_11 would', async () => {
      const client = newClient();
      const http11 = await listen(http.createServer(plain));
      const hangsUp = await listen(net.createServer((socket) => socket.end()));
      const silent = await listen(net.createServer(() => undefined));
      const h2c = await listen(http2.createServer(compat));
      const problem = (port: number, more: object = {}): Promise<unknown> =>
        client
          .discover({ ...ask, uri: `http://127.0.0.1:${port}/`, ...more })
          .catch((error: unknown) => error);

      for (const port of [http11, hangsUp]) {
        expect(await problem(port)).toMatchObject({
          code: 'DISCOVERY_FAILED',
          retryable: false,
          details: { restateCode: 'META0014' },
          message: expect.stringContaining('"use_http_11": true'),
        });
      }
      expect(await problem(h2c, { useHttp11: true })).toMatchObject({
        code: 'DISCOVERY_FAILED',
        retryable: false,
        details: { restateCode: 'META0003' },
        message: expect.stringContaining('register it without "use_http_11"'),
      });
      expect(await problem(await unusedPort())).toMatchObject({
        code: 'DISCOVERY_FAILED',
        retryable: true,
        details: { restateCode: 'META0003' },
        message: expect.stringMatching(/^error when calling 'http:.*connection refused/),
      });
      expect(await problem(silent, { timeoutMs: 50 })).toMatchObject({
        retryable: true,
        message: expect.stringContaining('no answer within 50 ms'),
      });
      expect(await problem(h2c, { bodyBytesMax: 5 })).toMatchObject({
        retryable: false,
        message: expect.stringContaining('longer than 5 bytes'),
      });
    });
  });
});
