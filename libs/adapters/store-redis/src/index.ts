export { openRedisStateStore } from './open-redis-state-store.js';
export type { RedisStateStore } from './redis-state-store.js';
