import { randomUUID } from 'node:crypto';
import type { NodeMessage } from '@perdure/model';
import { describeOutputNotifier, describeWithRedis, until, type TestRedis } from '@perdure/testkit';
import { openRedisNotifier } from './open-redis-notifier.js';
import type { RedisNotifier } from './redis-notifier.js';

function open({ urls }: TestRedis): RedisNotifier {
  const [first, ...others] = urls as [string, ...string[]];
  return openRedisNotifier({
    urls: [first, ...others],
    isCluster: others.length > 0,
    namespace: `test-${randomUUID()}`,
  });
}

for (const nodes of [1, 3]) {
  describeWithRedis(`${nodes} Redis`, { nodes }, (redis) => {
    describeOutputNotifier('RedisNotifier', async () => {
      const notifier = open(redis);
      return { notifier, destroy: () => notifier.close() };
    });
  });
}

describeWithRedis('a Redis that is killed', { isOwn: true }, (redis) => {
  it('carries messages again once it is back, drops those sent meanwhile, and says so', async () => {
    const notifier = open(redis);
    const received: string[] = [];
    let gaps = 0;
    const message = (requestId: string): NodeMessage => ({
      kind: 'reply',
      requestId,
      reply: { kind: 'done' },
    });
    const heard = (requestId: string): Promise<void> =>
      until(
        `${requestId} was heard`,
        () => received.includes(requestId),
        () => notifier.notify('node', message(requestId)),
      );
    try {
      const onMessage = (one: NodeMessage): void =>
        void received.push(one.kind === 'reply' ? one.requestId : one.kind);
      notifier.subscribe('node', onMessage, () => gaps++);
      await heard('before');
      const gapsBefore = gaps;
      await redis.kill();
      notifier.notify('node', message('meanwhile'));
      await redis.restart();
      await heard('after');
      expect(received).not.toContain('meanwhile');
      await until('a gap was reported', () => gaps > gapsBefore);
    } finally {
      await notifier.close();
    }
  });
});
