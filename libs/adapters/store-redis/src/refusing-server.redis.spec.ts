import { describeWithRedis, until } from '@perdure/testkit';
import { Redis } from 'ioredis';
import type { PerdureError } from '@perdure/model';
import { openRedisStateStore } from './open-redis-state-store.js';
import type { RedisStateStore } from './redis-state-store.js';
import { commitOf, partition, storedSequences } from './testing/commits.js';
import { openReady, ready, settingsOf } from './testing/redis-fixture.js';

const unavailable = { code: 'STORE_UNAVAILABLE', retryable: true };

describeWithRedis('a Redis that does not want to', { isOwn: true }, (redis) => {
  let store: RedisStateStore;
  let server: Redis;

  beforeEach(async () => {
    store = await openReady(settingsOf(redis));
    server = new Redis(redis.urls[0]!);
  });

  afterEach(async () => {
    await store.close();
    await server.quit();
  });

  it.each([
    ['is out of memory', 'OOM', ['CONFIG SET maxmemory 1'], ['CONFIG SET maxmemory 0']],
    ['is a replica', 'READONLY', ['REPLICAOF 127.0.0.1 1'], ['REPLICAOF NO ONE']],
    [
      'lacks replicas',
      'NOREPLICAS',
      ['CONFIG SET min-replicas-to-write 1'],
      ['CONFIG SET min-replicas-to-write 0'],
    ],
  ])('and %s keeps what is there, stores no half, and takes the commit later', async (_, code, stop, go) => {
    const run = async (commands: readonly string[]): Promise<void> => {
      for (const command of commands) await server.call(...(command.split(' ') as [string, ...string[]]));
    };
    const { epoch } = await store.acquire(partition);
    await store.commit(commitOf(epoch, 1));
    const dropping = commitOf(epoch, 2);
    const second = {
      ...dropping,
      mutations: [{ kind: 'drop-group', table: 'state', group: 'all' } as const, ...dropping.mutations],
    };
    await run(stop);
    try {
      const refused = store.commit(second);
      await expect(refused).rejects.toMatchObject({ ...unavailable, details: { reply: code } });
      expect(await storedSequences(store)).toEqual([1]);
    } finally {
      await run(go);
    }
    await store.commit(second);
    expect(await storedSequences(store)).toEqual([2]);
  });

  it('refuses rows of another format', async () => {
    const settings = settingsOf(redis);
    await server.hset(`${settings.namespace ?? ''}:{p${partition}}:position`, 'format', '99');
    const other = await openReady(settings);
    await expect(other.acquire(partition)).rejects.toMatchObject({ code: 'STORE_FORMAT_UNSUPPORTED' });
    await other.close();
  });

  it('is told from one that is broken: a foreign value under our key is not retried', async () => {
    const settings = settingsOf(redis);
    await server.set(`${settings.namespace ?? ''}:{p${partition}}:position`, 'not ours');
    const other = await openReady(settings);
    await expect(other.acquire(partition)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: false,
      details: { reply: 'WRONGTYPE' },
    });
    await other.close();
  });

  it('pages through rows that are too large for one answer', async () => {
    const { epoch } = await store.acquire(partition);
    const value = Buffer.alloc(3 * 1024 * 1024, 'x');
    const members = ['', 'a', 'b', 'c', 'd'];
    const mutations = members.map((member) => ({
      kind: 'put' as const,
      key: { table: 'promise', group: 'large', member } as const,
      value,
    }));
    await store.commit(commitOf(epoch, 1, ...mutations));
    const rows = await store.scan(partition, 'promise', 'large', { limit: 4 });
    expect(rows.map(({ member }) => member)).toEqual(['', 'a', 'b', 'c']);
    expect(rows.every((row) => value.equals(row.value))).toBe(true);
  });

  it('is away: everything fails soon, close included, and works again afterwards', async () => {
    await redis.kill();
    const away = openRedisStateStore(settingsOf(redis));
    const failures = await Promise.allSettled([
      store.acquire(partition),
      store.get(partition, { table: 'lock', group: 'g', member: '' }),
      away.ping(),
    ]);
    expect(failures.map((one) => (one as PromiseRejectedResult).reason as PerdureError)).toMatchObject(
      Array(3).fill(unavailable),
    );
    const waiting = away.acquire(partition);
    const closed = expect(waiting).rejects.toMatchObject(unavailable);
    await away.close();
    await closed;

    await redis.restart();
    await ready(store);
    expect(await store.acquire(partition)).toMatchObject({ epoch: 1 });
  });
});

describeWithRedis('a Redis Cluster that lost a node', { nodes: 3 }, (redis) => {
  it('refuses what that node held, and takes it again once it is back', async () => {
    const store = await openReady(settingsOf(redis));
    try {
      const { epoch } = await store.acquire(partition);
      await store.commit(commitOf(epoch, 1));
      await Promise.all([0, 1, 2].map((node) => redis.kill(node)));
      await expect(store.commit(commitOf(epoch, 2))).rejects.toMatchObject(unavailable);
      await Promise.all([0, 1, 2].map((node) => redis.restart(node)));
      let isStored = false;
      await until(
        'the commit is stored',
        () => isStored,
        () =>
          void store.commit(commitOf(epoch, 2)).then(
            () => (isStored = true),
            () => undefined,
          ),
      );
      expect(await storedSequences(store)).toEqual([1, 2]);
    } finally {
      await store.close();
    }
  });
});
