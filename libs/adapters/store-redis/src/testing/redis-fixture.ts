import { randomUUID } from 'node:crypto';
import type { StoreFixture, TestRedis } from '@perdure/testkit';
import { until } from '@perdure/testkit';
import { openRedisStateStore } from '../open-redis-state-store.js';
import type { RedisStateStore } from '../redis-state-store.js';

/** A namespace of its own in a Redis that other tests use too. What it holds goes with the server. */
export function redisFixture(redis: TestRedis): StoreFixture<RedisStateStore> {
  const namespace = `test-${randomUUID()}`;
  let store: RedisStateStore | undefined;
  return {
    open: async () => (store = await openReady(redis, namespace)),
    close: async () => store?.close(),
    destroy: async () => undefined,
  };
}

/** Opens a store and waits for its connections. */
export async function openReady(redis: TestRedis, namespace: string): Promise<RedisStateStore> {
  const [first, ...others] = redis.urls as [string, ...string[]];
  const store = openRedisStateStore({ urls: [first, ...others], isCluster: others.length > 0, namespace });
  await ready(store);
  return store;
}

export async function ready(store: RedisStateStore): Promise<void> {
  let isReady = false;
  const ping = (): void =>
    void store.ping().then(
      () => (isReady = true),
      () => undefined,
    );
  await until('Redis answers', () => isReady, ping);
}
