import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describeWithRedis, until } from '@perdure/testkit';
import { openRedisStateStore } from './open-redis-state-store.js';
import { commitOf, partition, storedSequences } from './testing/commits.js';
import { openReady } from './testing/redis-fixture.js';
import { TlsFiles } from './testing/tls-files.js';

const tlsFiles = new TlsFiles();
const tlsPort = await freePort();
const permissions = '+@read +@write +@connection +eval +evalsha +@pubsub +info +cluster';

describeWithRedis(
  'a Redis with TLS and users',
  {
    args: [
      ...['--tls-port', String(tlsPort), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', tlsFiles.certFile, '--tls-key-file', tlsFiles.keyFile],
      ...['--user', 'default', 'off'],
      ...[
        '--user',
        'perdure',
        'on',
        '>p@ss/word',
        '~perdure:*',
        '&perdure:*',
        '-@all',
        ...permissions.split(' '),
      ],
    ],
  },
  () => {
    afterAll(() => tlsFiles.remove());
    const url = `rediss://perdure:p%40ss%2Fword@127.0.0.1:${tlsPort}` as const;

    it('serves a user who may only do what the store needs', async () => {
      const store = await openReady({ urls: [url], tls: { ca: tlsFiles.cert } });
      const { epoch } = await store.acquire(partition);
      await store.commit(commitOf(epoch, 1));
      expect(await storedSequences(store)).toEqual([1]);
      expect(await store.getMany(partition, [{ table: 'lock', group: 'g', member: '' }])).toEqual([
        undefined,
      ]);
      await store.close();
    });

    it.each([
      ['the password is wrong', { urls: [url], password: 'wrong', tls: { ca: tlsFiles.cert } }, /password/],
      ['nobody vouches for the certificate', { urls: [url] }, /self-signed/],
    ] as const)('says so when %s, and stays unavailable', async (_, settings, reason) => {
      const failures: string[] = [];
      const note = (event: unknown): void => void failures.push(String((event as { error: unknown }).error));
      subscribe('perdure:redis:connection-failed', note);
      const store = openRedisStateStore(settings);
      try {
        await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
        await until('the reason was reported', () => failures.some((failure) => reason.test(failure)));
      } finally {
        unsubscribe('perdure:redis:connection-failed', note);
        await store.close();
      }
    });
  },
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
