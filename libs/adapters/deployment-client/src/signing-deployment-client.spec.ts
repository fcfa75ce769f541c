import { generateKeyPairSync } from 'node:crypto';
import * as http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { AttemptListener, AttemptRequest, AttemptStream, DeploymentClient } from '@perdure/ports';
import * as restate from '@restatedev/restate-sdk';
import { RequestIdentity } from './request-identity.js';
import { SigningDeploymentClient } from './signing-deployment-client.js';

type Headers = Readonly<Record<string, string>>;

/** Hands out the headers it is asked to send. */
class HeaderCatcher implements DeploymentClient {
  headers: Headers = {};

  async discover(request: { readonly headers: Headers }): Promise<never> {
    this.headers = request.headers;
    throw new Error('nothing is sent');
  }

  openAttempt(request: AttemptRequest): AttemptStream {
    this.headers = request.headers;
    const ignore = (): void => undefined;
    return { write: () => true, end: ignore, pause: ignore, resume: ignore, cancel: ignore };
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}

function newIdentity(): RequestIdentity {
  const { privateKey } = generateKeyPairSync('ed25519');
  return new RequestIdentity(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 60_000);
}

const clock = { nowMs: () => Date.now(), schedule: () => () => undefined };
const noListener = {} as AttemptListener;
const endpoint = { uri: 'http://h/base', httpVersion: 'HTTP/2.0', additionalHeaders: {} } as const;

async function discoveryHeaders(identity: RequestIdentity | undefined, headers: Headers): Promise<Headers> {
  const inner = new HeaderCatcher();
  const client = identity === undefined ? inner : new SigningDeploymentClient(inner, identity, clock);
  const request = { uri: 'http://h/base', useHttp11: false, headers, timeoutMs: 1, bodyBytesMax: 1 };
  await client.discover(request).catch(() => undefined);
  return inner.headers;
}

function attemptHeaders(identity: RequestIdentity, path: string, serviceKey: string): Headers {
  const inner = new HeaderCatcher();
  const client = new SigningDeploymentClient(inner, identity, clock);
  const contentType = 'application/vnd.restate.invocation.v6';
  client.openAttempt({ endpoint, path, serviceKey, headers: { 'content-type': contentType } }, noListener);
  return inner.headers;
}

describe('an SDK that knows our key', () => {
  const identity = newIdentity();
  const counter = restate.object({
    name: 'Counter',
    handlers: { add: async (_context: restate.ObjectContext) => 1 },
  });
  const server = http2.createServer(
    restate.createEndpointHandler({
      services: [counter],
      identityKeys: [identity.keyId],
      logger: () => undefined,
    }),
  );
  let session: http2.ClientHttp2Session;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(() => {
    session.destroy();
    server.close();
  });

  function status(method: string, path: string, headers: Headers): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const stream = session.request({ ...headers, ':method': method, ':path': `/base${path}` });
      stream.on('error', reject);
      stream.on('response', ({ ':status': answer }) => {
        stream.close();
        resolve(answer);
      });
      stream.end();
    });
  }

  const accept = { accept: 'application/vnd.restate.endpointmanifest.v4+json' };

  it('answers discovery that we signed, and nobody else', async () => {
    const ask = async (
      signer: RequestIdentity | undefined,
      headers: Headers = {},
    ): Promise<number | undefined> =>
      status('GET', '/discover', await discoveryHeaders(signer, { ...accept, ...headers }));

    expect(await ask(identity)).toBe(200);
    expect(await ask(identity, { 'x-restate-jwt-v1': 'forged', 'x-restate-signature-scheme': 'none' })).toBe(
      200,
    );
    expect(await ask(undefined)).toBe(401);
    expect(await ask(newIdentity())).toBe(401);
  });

  it('runs attempts that we signed for this very handler', async () => {
    const headers = attemptHeaders(identity, '/invoke/Counter/add', 'my k');

    expect(await status('POST', '/invoke/Counter/add', headers)).toBe(200);
    expect(await status('POST', '/invoke/Counter/other', headers)).toBe(401);
  });
});
