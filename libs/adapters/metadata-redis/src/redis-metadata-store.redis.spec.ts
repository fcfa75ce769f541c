import { randomUUID } from 'node:crypto';
import type { MetadataDocument } from '@perdure/ports';
import { describeMetadataStore, describeWithRedis, until, type TestRedis } from '@perdure/testkit';
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
  await describeWithRedis(`${nodes} Redis`, { nodes }, (redis) => {
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

await describeWithRedis('a Redis that is killed', { isOwn: true }, (redis) => {
  it('is caught up with by a watcher that missed a replacement', async () => {
    const stores = await Promise.all([1, 2].map(() => open(redis, 'shared')));
    const [watching, replacing] = stores as [RedisMetadataStore, RedisMetadataStore];
    try {
      const seen: MetadataDocument[] = [];
      watching.watch('a', (document) => seen.push(document));
      const first = await replacing.replace('a', 0, Buffer.from('first'));
      await until('the first was told', () => seen.at(-1)?.version === first);

      // The watcher alone is cut off while the next replacement goes out.
      await redis.kill();
      await redis.restart();
      const second = await replacing.replace('a', first, Buffer.from('second'));
      await until('the second was told', () => seen.at(-1)?.version === second);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });
});
