import {
  connectRedis,
  loadScript,
  namespaceOf,
  Subscriptions,
  type RedisSettings,
} from '@perdure/redis-client';
import { RedisMetadataStore } from './redis-metadata-store.js';

/**
 * Returns at once and connects in the background: until then, as whenever Redis is away, operations reject with
 * `STORE_UNAVAILABLE`. Throws `CONFIG_INVALID` when the settings make no sense.
 */
export function openRedisMetadataStore(settings: RedisSettings): RedisMetadataStore {
  const namespace = namespaceOf(settings);
  const connection = connectRedis(settings, 'perdure-metadata', 'short');
  const subscriber = connectRedis(settings, 'perdure-metadata-subscriber', 'endless');
  return new RedisMetadataStore(
    connection,
    subscriber,
    new Subscriptions(subscriber),
    loadScript(connection, new URL('../lua/replace.lua', import.meta.url)),
    namespace,
  );
}
