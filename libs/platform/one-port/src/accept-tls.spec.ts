import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestHttps } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';

import type { TlsIdentity } from './accept-tls.js';
import { OnePortServer } from './one-port-server.js';

let tls: TlsIdentity;
let server: OnePortServer;
let port: number;

/** For 127.0.0.1, signed by itself. */
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'perdure-one-port-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-days', '2', '-subj', '/CN=one-port', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  server = new OnePortServer((request, response) => response.end(`HTTP/${request.httpVersion}`), { tls });
  server.http.listen(0, '127.0.0.1');
  await once(server.http, 'listening');
  ({ port } = server.http.address() as AddressInfo);
});
afterEach(() => server.close(0));

it('speaks HTTP/1.1 with those who ask for nothing else', async () => {
  const request = requestHttps({ host: '127.0.0.1', port, ca: tls.cert, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(await text(response)).toBe('HTTP/1.1');
});

it('speaks HTTP/2 with those who choose it in the handshake', async () => {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: tls.cert });
  const stream = session.request({ ':path': '/' });
  expect(await text(stream)).toBe('HTTP/2.0');
  session.close();
});

it('closes connections that are not encrypted, and goes on', async () => {
  const plain = connect(port, '127.0.0.1');
  plain.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  const heard = await text(plain);
  expect(heard).not.toContain('HTTP/1.1');

  const encrypted = connectTls({ host: '127.0.0.1', port, ca: tls.cert, ALPNProtocols: ['http/1.1'] });
  await once(encrypted, 'secureConnect');
  expect(encrypted.alpnProtocol).toBe('http/1.1');
  encrypted.destroy();
});

it('ends with clients that are still shaking hands', async () => {
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const closed = once(silent, 'close');
  await server.close(0);
  silent.destroy();
  await closed;
});
