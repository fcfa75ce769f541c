export { openRedisNotifier } from './open-redis-notifier.js';
export type { RedisNotifier } from './redis-notifier.js';
