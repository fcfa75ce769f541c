import { createHash, randomBytes } from 'node:crypto';
import * as http2 from 'node:http2';
import { connectTo, listen, post } from '../testing/connect.js';
import { RecordedStream } from '../testing/recorded-stream.js';

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('Http2Connection and the server of Node.js', () => {
  const cleanups: Array<() => unknown> = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  /** Echoes bodies; sessions by the order they came in. */
  async function echoServer(
    options: http2.ServerOptions = {},
  ): Promise<{ port: number; sessions: http2.ServerHttp2Session[] }> {
    const sessions: http2.ServerHttp2Session[] = [];
    const server = http2.createServer(options);
    server.on('session', (session) => sessions.push(session.on('error', () => undefined)));
    server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200, 'x-path': headers[':path'], 'x-ask': headers['x-ask'] });
      stream.pipe(stream);
    });
    return { port: await listen(server, cleanups), sessions };
  }

  test('a long body goes through narrow windows both ways, while its reader stops now and then', async () => {
    const { port } = await echoServer({ settings: { initialWindowSize: 10_000 } });
    const { connection } = await connectTo(port, cleanups, {
      streamWindowBytes: 20_000,
      sessionWindowBytes: 70_000,
    });
    const sent = randomBytes(3 * 1024 * 1024);
    const heard = new RecordedStream();
    const stream = connection.request(post('/long'), heard);
    for (let at = 0; at < sent.length; at += 50_000) {
      if (stream.write(sent.subarray(at, at + 50_000))) continue;
      const { drains } = heard;
      stream.pause();
      setImmediate(() => stream.resume());
      await heard.until(() => heard.drains > drains);
    }
    stream.end();
    await heard.over();

    expect(heard.error).toBeUndefined();
    expect(hash(heard.body)).toBe(hash(sent));
  });

  test('hundreds of streams share a connection whose settings change meanwhile', async () => {
    const { port, sessions } = await echoServer();
    const { connection, settled } = await connectTo(port, cleanups);
    await settled;
    const settings: http2.Settings[] = [
      { initialWindowSize: 100, headerTableSize: 0 },
      { initialWindowSize: 200_000, headerTableSize: 4096 },
      { initialWindowSize: 1, headerTableSize: 100 },
      { initialWindowSize: 65_535, headerTableSize: 65_536 },
    ];
    for (const [round, change] of settings.entries()) {
      const calls = Array.from({ length: 100 }, (_, i) => {
        const sent = randomBytes((i * 97) % 3000);
        const heard = new RecordedStream();
        const stream = connection.request(post(`/${round}/${i % 7}`, 'x-ask', String(i % 5)), heard);
        stream.write(sent);
        stream.end();
        return { i, sent, heard };
      });
      sessions[0]!.settings(change);
      for (const { i, sent, heard } of calls) {
        await heard.over();
        expect(heard.error).toBeUndefined();
        expect(heard.headers).toMatchObject({ 'x-path': `/${round}/${i % 7}`, 'x-ask': String(i % 5) });
        expect(heard.body.equals(sent)).toBe(true);
      }
    }
    expect(sessions).toHaveLength(1);
    expect(connection.streamCount).toBe(0);
  });

  test('takes padding, informational heads, trailers, and header blocks of several frames', async () => {
    const octets = Array.from({ length: 0x100 - 0x20 }, (_, i) => String.fromCharCode(0x20 + i))
      .filter((character) => character !== '\x7f')
      .join('')
      .trim();
    const server = http2.createServer({
      paddingStrategy: http2.constants.PADDING_STRATEGY_MAX,
      maxSendHeaderBlockLength: 100_000,
    });
    server.on('stream', (stream) => {
      stream.additionalHeaders({ ':status': 103, link: '</x>' });
      const long = '~'.repeat(30_000);
      stream.respond(
        { ':status': 201, 'x-octets': octets, 'x-long': long, 'x-a': ['1', '2'] },
        { waitForTrailers: true },
      );
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '7' }));
      stream.end('body');
    });
    const { connection } = await connectTo(await listen(server, cleanups), cleanups);
    const heard = new RecordedStream();
    connection.request(post('/'), heard).end();
    await heard.over();

    expect(heard.error).toBeUndefined();
    expect([heard.heads, heard.status, heard.body.toString()]).toEqual([1, 201, 'body']);
    expect(heard.headers['x-octets']).toBe(octets);
    expect(heard.headers['x-long']).toHaveLength(30_000);
    expect(heard.headers['x-a']).toBe('1, 2');
  });

  test('sends a head of several frames', async () => {
    const { port } = await echoServer();
    const { connection } = await connectTo(port, cleanups);
    const heard = new RecordedStream();
    connection.request(post('/', 'x-ask', 'long '.repeat(8000).trim()), heard).end();
    await heard.over();

    expect(heard.headers['x-ask']).toHaveLength(8000 * 5 - 1);
  });

  test('retires when its last stream has ended', async () => {
    const { port } = await echoServer();
    const { connection, closed } = await connectTo(port, cleanups);
    const heard = new RecordedStream();
    const stream = connection.request(post('/'), heard);
    connection.retire();
    stream.write(Buffer.from('x'));
    stream.end();
    await heard.over();

    expect(await closed).toBeUndefined();
    expect(heard.body.toString()).toBe('x');
  });
});
