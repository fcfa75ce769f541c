import { randomUUID } from 'node:crypto';
import type { MetadataDocument } from '@perdure/ports';
import { describeMetadataStore, describeWithRedis, until, type TestRedis } from '@perdure/testkit';
import { Redis } from 'ioredis';
import { openRedisMetadataStore } from './open-redis-metadata-store.js';
import type { RedisMetadataStore } from './redis-metadata-store.js';

async function open({ urls }: TestRedis, namespace: string): Promise<RedisMetadataStore> {
  const [first, ...others] = urls as [string, ...string[]];
  const store = openRedisMetadataStore({ urls: [first, ...others], isCluster: others.length > 0, namespace });
  let isReady = false;
  const look = (): void =>
    void store.read('x').then(
      () => (isReady = true),
      () => undefined,
    );
  await until('Redis answers', () => isReady, look);
  return store;
}

for (const nodes of [1, 3]) {
  describeWithRedis(`${nodes} Redis`, { nodes }, (redis) => {
    describeMetadataStore('RedisMetadataStore', async () => {
      const namespace = `test-${randomUUID()}`;
      let store: RedisMetadataStore | undefined;
      return {
        open: async () => (store = await open(redis, namespace)),
        close: async () => store?.close(),
        destroy: async () => undefined,
      };
    });
  });
}

describeWithRedis('a Redis that is killed', { isOwn: true }, (redis) => {
  it('is caught up with by a watcher whom a message did not reach, also backwards', async () => {
    const store = await open(redis, 'watched');
    const server = new Redis(redis.urls[0]!);
    try {
      const seen: MetadataDocument[] = [];
      store.watch('a', (document) => seen.push(document));
      const told = (version: number): Promise<void> =>
        until(`version ${version} was told`, () => seen.at(-1)?.version === version);
      await told(await store.replace('a', 0, Buffer.from('first')));

      // Changes that nobody publishes: one missed while cut off, and a Redis restored from an older copy.
      for (const version of [3, 2]) {
        await server.hset('watched:{metadata}:document:a', { version, value: `found ${version}` });
        await redis.kill();
        await redis.restart();
        await told(version);
        expect(seen.at(-1)?.value.toString()).toBe(`found ${version}`);
      }
      await told(await store.replace('a', 2, Buffer.from('last')));
    } finally {
      await Promise.all([store.close(), server.quit()]);
    }
  });

  it('knows a replacement that is sent again because its answer was lost', async () => {
    const store = await open(redis, 'resent');
    const server = new Redis(redis.urls[0]!);
    try {
      // Cut right behind the request: most times it was carried out and only the answer is lost.
      const versions: number[] = [];
      for (let version = 0; version < 20; version++) {
        const replaced = store.replace('a', version, Buffer.from(String(version)));
        await server.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        versions.push(await replaced);
      }
      expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    } finally {
      await Promise.all([store.close(), server.quit()]);
    }
  });
});
