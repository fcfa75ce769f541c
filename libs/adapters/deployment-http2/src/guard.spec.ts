import { once } from 'node:events';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import type * as net from 'node:net';
import { HttpDeploymentClient } from './index.js';
import type { AddressGuard } from './settings.js';

const hostNamed = 'localhost';

describe.each(['HTTP/2.0', 'HTTP/1.1'] as const)('a guard over %s', (httpVersion) => {
  const useHttp11 = httpVersion === 'HTTP/1.1';
  let server: net.Server;
  let port: number;
  let connections: number;
  let client: HttpDeploymentClient;

  beforeEach(async () => {
    connections = 0;
    server = useHttp11 ? http.createServer() : http2.createServer();
    server.on('connection', () => connections++);
    server.on('request', (_request: unknown, response: http.ServerResponse) => response.end('{}'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as net.AddressInfo);
  });
  afterEach(async () => {
    await client.close();
    server.close();
  });

  const discover = (host: string) =>
    client.discover({
      uri: `http://${host}:${port}/`,
      useHttp11,
      headers: {},
      timeoutMs: 5_000,
      bodyBytesMax: 1_000,
    });

  /** Resolves with the status, or with the error. */
  const attempt = (host: string) =>
    new Promise<number | Error>((resolve) => {
      const endpoint = { uri: `http://${host}:${port}/`, httpVersion, additionalHeaders: {} };
      client
        .openAttempt(
          { endpoint, path: '/invoke/A/a', headers: {} },
          {
            onHead: (status) => resolve(status),
            onError: resolve,
            onData: () => undefined,
            onEnd: () => undefined,
            onDrain: () => undefined,
          },
        )
        .end();
    });

  it('is asked about the very address that is connected to', async () => {
    const asked: string[] = [];
    const guard: AddressGuard = {
      mayPermit: () => true,
      permits: ({ host, port: asking }, ip) => {
        asked.push(`${host}:${asking} ${ip}`);
        return ip === '127.0.0.1';
      },
    };
    client = new HttpDeploymentClient({ guard });

    expect(await discover(hostNamed)).toMatchObject({ status: 200 });
    expect(await attempt(hostNamed)).toBe(200);
    expect(asked).toContain(`localhost:${port} 127.0.0.1`);
  });

  it.each([
    ['a name that may not be', hostNamed, { mayPermit: () => false, permits: () => true }],
    ['a name that leads where it may not', hostNamed, { mayPermit: () => true, permits: () => false }],
    ['an address that may not be', '127.0.0.1', { mayPermit: () => true, permits: () => false }],
  ])('keeps connections from %s', async (_what, host, guard: AddressGuard) => {
    client = new HttpDeploymentClient({ guard });

    await expect(discover(host)).rejects.toMatchObject({
      code: 'DEPLOYMENT_ADDRESS_FORBIDDEN',
      retryable: false,
    });
    expect(await attempt(host)).toMatchObject({ message: expect.stringContaining('may not connect') });
    expect(await attempt(host)).toMatchObject({ message: expect.not.stringContaining('::1') });
    expect(connections).toBe(0);
  });
});
