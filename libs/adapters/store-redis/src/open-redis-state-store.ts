import {
  connectRedis,
  loadScript,
  namespaceOf,
  type RedisConnection,
  type RedisSettings,
  type ScriptCall,
} from '@perdure/redis-client';
import { RedisStateStore } from './redis-state-store.js';

/**
 * Returns at once and connects in the background: until then, as whenever Redis is away, operations reject with
 * `STORE_UNAVAILABLE`. Throws `CONFIG_INVALID` when the settings make no sense.
 */
export function openRedisStateStore(settings: RedisSettings): RedisStateStore {
  const namespace = namespaceOf(settings);
  const writes = connectRedis(settings, 'perdure-store-writes', 'short');
  const reads = connectRedis(settings, 'perdure-store-reads', 'short');
  return new RedisStateStore(
    writes,
    reads,
    { acquire: script(writes, 'acquire'), commit: script(writes, 'commit') },
    { getMany: script(reads, 'get-many'), scan: script(reads, 'scan') },
    namespace,
  );
}

function script(connection: RedisConnection, name: string): ScriptCall {
  return loadScript(connection, new URL(`../lua/${name}.lua`, import.meta.url));
}
