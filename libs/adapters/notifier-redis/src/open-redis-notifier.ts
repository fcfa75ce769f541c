import { connectRedis, namespaceOf, Subscriptions, type RedisSettings } from '@perdure/redis-client';
import { RedisNotifier } from './redis-notifier.js';

/** Returns at once and connects in the background. Throws `CONFIG_INVALID` when the settings make no sense. */
export function openRedisNotifier(settings: RedisSettings): RedisNotifier {
  const namespace = namespaceOf(settings);
  const publisher = connectRedis(settings, 'perdure-notifier-publisher', 'none');
  const subscriber = connectRedis(settings, 'perdure-notifier-subscriber', 'endless');
  return new RedisNotifier(publisher, subscriber, new Subscriptions(subscriber), namespace);
}
