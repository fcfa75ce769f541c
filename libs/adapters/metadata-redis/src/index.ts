export { openRedisMetadataStore } from './open-redis-metadata-store.js';
export type { RedisMetadataStore } from './redis-metadata-store.js';
