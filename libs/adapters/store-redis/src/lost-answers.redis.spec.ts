import { describeWithRedis, until } from '@perdure/testkit';
import { Redis } from 'ioredis';
import type { RedisStateStore } from './redis-state-store.js';
import { commitOf, commitStubbornly, partition, range, storedSequences } from './testing/commits.js';
import { CutProxy } from './testing/cut-proxy.js';
import { openReady, settingsOf } from './testing/redis-fixture.js';

describeWithRedis('when answers are lost', { isOwn: true }, (redis) => {
  let proxy: CutProxy;
  let store: RedisStateStore;
  let direct: RedisStateStore;
  let server: Redis;

  beforeEach(async () => {
    const settings = settingsOf(redis);
    proxy = await CutProxy.to(redis.urls[0]!);
    store = await openReady({ ...settings, urls: [proxy.url] });
    direct = await openReady(settings);
    server = new Redis(redis.urls[0]!);
  });

  afterEach(async () => {
    await Promise.all([store.close(), direct.close(), proxy.close(), server.quit()]);
  });

  const stored = async (sequence: number): Promise<void> => {
    let found = 0;
    const look = (): void => void storedSequences(direct).then((all) => (found = all.length));
    await until(`${sequence} commits are stored`, () => found === sequence, look);
  };

  it('takes commits that are sent again for what they are, also those with others stored behind them', async () => {
    const { epoch } = await store.acquire(partition);
    await store.commit(commitOf(epoch, 1));
    proxy.loseAnswers();
    const sent = range(2, 6).map((sequence) => store.commit(commitOf(epoch, sequence)));
    await stored(6);

    proxy.cut();
    await Promise.all(sent);
    await store.commit(commitOf(epoch, 7));
    expect(await storedSequences(store)).toEqual(range(1, 7));
    expect(await store.acquire(partition)).toMatchObject({ sequence: 7, appliedOffset: 70 });
  });

  it('does not undo with a commit sent again what a new owner did meanwhile', async () => {
    const { epoch } = await store.acquire(partition);
    const key = { table: 'state', group: 'object', member: 'x' } as const;
    proxy.loseAnswers();
    const sent = store.commit(commitOf(epoch, 1, { kind: 'put', key, value: Buffer.from('old') }));
    sent.catch(() => undefined);
    await stored(1);
    const owner = await direct.acquire(partition);
    await direct.commit(commitOf(owner.epoch, 2, { kind: 'put', key, value: Buffer.from('new') }));

    proxy.cut();
    await expect(sent).rejects.toMatchObject({ code: 'STORE_FENCED', details: { storedEpoch: 2 } });
    expect(await direct.get(partition, key)).toEqual(Buffer.from('new'));
  });

  it('still refuses an earlier commit whose answer was heard', async () => {
    const { epoch } = await store.acquire(partition);
    await Promise.all(range(1, 3).map((sequence) => store.commit(commitOf(epoch, sequence))));
    await expect(store.commit(commitOf(epoch, 2))).rejects.toMatchObject({ code: 'STORE_DIVERGED' });
  });

  it('gets commits in order again when the server forgets the script under them', async () => {
    const { epoch } = await store.acquire(partition);
    let next = 1;
    for (let round = 0; round < 20; round++) {
      const sent = range(next, next + 9).map((sequence) => store.commit(commitOf(epoch, sequence)));
      const flushed = server.script('FLUSH');
      next += 10;
      await flushed;
      sent.push(...range(next, next + 9).map((sequence) => store.commit(commitOf(epoch, sequence))));
      next += 10;
      await Promise.all(sent);
    }
    expect(await storedSequences(store)).toEqual(range(1, next - 1));
  });

  it('has every acknowledged commit after the server was killed, again and again, and goes on', async () => {
    const { epoch } = await direct.acquire(partition);
    let next = 1;
    for (let round = 0; round < 3; round++) {
      const last = next + 1999;
      let acknowledged = next - 1;
      const done = range(next, last).map(async (sequence) => {
        await commitStubbornly(direct, commitOf(epoch, sequence));
        acknowledged = Math.max(acknowledged, sequence);
      });
      await until('some commits are stored', () => acknowledged >= next + 50);
      await redis.kill();
      const acknowledgedAtDeath = acknowledged;
      await redis.restart();
      const found = new Set(await storedSequences(direct));
      expect(range(1, acknowledgedAtDeath).filter((sequence) => !found.has(sequence))).toEqual([]);
      await Promise.all(done);
      next = last + 1;
    }
    expect(await storedSequences(direct)).toEqual(range(1, next - 1));
    expect(await direct.acquire(partition)).toMatchObject({ sequence: next - 1 });
  }, 30_000);
});
