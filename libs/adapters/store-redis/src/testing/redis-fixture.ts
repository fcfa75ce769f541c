import { randomUUID } from 'node:crypto';
import type { RedisSettings } from '@perdure/redis-client';
import { until, type StoreFixture, type TestRedis } from '@perdure/testkit';
import { openRedisStateStore } from '../open-redis-state-store.js';
import type { RedisStateStore } from '../redis-state-store.js';

/** A namespace of its own in a Redis that other tests use too. What it holds goes with the server. */
export function redisFixture(redis: TestRedis): StoreFixture<RedisStateStore> {
  const settings = settingsOf(redis);
  let store: RedisStateStore | undefined;
  return {
    open: async () => (store = await openReady(settings)),
    close: async () => store?.close(),
    destroy: async () => undefined,
  };
}

export function settingsOf({ urls }: TestRedis): RedisSettings {
  const [first, ...others] = urls as [string, ...string[]];
  return {
    urls: [first, ...others],
    isCluster: others.length > 0,
    namespace: `test-${randomUUID()}`,
  };
}

/** Opens a store and waits for its connections. */
export async function openReady(settings: RedisSettings): Promise<RedisStateStore> {
  const store = openRedisStateStore(settings);
  await ready(store);
  return store;
}

export async function ready(store: RedisStateStore): Promise<void> {
  let isReady = false;
  const ping = (): void => {
    store.ping().then(
      () => (isReady = true),
      () => undefined,
    );
  };
  await until('Redis answers', () => isReady, ping);
}
