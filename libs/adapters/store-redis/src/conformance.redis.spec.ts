import { describeStateStore, describeWithRedis } from '@perdure/testkit';
import { redisFixture } from './testing/redis-fixture.js';

describeWithRedis('one Redis', {}, (redis) => {
  describeStateStore('RedisStateStore', async () => redisFixture(redis));
});

describeWithRedis('a Redis Cluster of three', { nodes: 3 }, (redis) => {
  describeStateStore('RedisStateStore', async () => redisFixture(redis), { randomRuns: 15 });
});
