export { closeRedis, connectRedis, type Patience, type RedisConnection } from './connect.js';
export { namespaceOf, type RedisSettings, type RedisTls } from './settings.js';
export { loadScript, type ScriptArgument, type ScriptCall } from './script.js';
export { Subscriptions } from './subscriptions.js';
export { closedError, translateRedisError } from './translate-error.js';
