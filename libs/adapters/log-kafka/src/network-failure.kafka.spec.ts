import { describeWithKafka, RecordingSubscriber, until } from '@perdure/testkit';
import type { KafkaCommandLog } from './kafka-command-log.js';
import { NetworkLink } from './testing/network-link.js';
import { SharedStore } from './testing/shared-store.js';
import { SteadyAppends } from './testing/steady-appends.js';
import { named, nameOf, partition, TestCluster } from './testing/test-cluster.js';

const first = partition(0);
/** Long enough for a broker on a busy machine to take what it can take. */
const deliveryTimeoutMs = 3_000;

await describeWithKafka('a node whose network fails', {}, ({ brokers }) => {
  let cluster: TestCluster;
  let link: NetworkLink;

  const setUp = async (settings: ConstructorParameters<typeof TestCluster>[1]): Promise<void> => {
    cluster = new TestCluster(brokers, settings);
    link = await NetworkLink.to(brokers);
  };

  afterEach(async () => {
    await link.cut();
    await cluster.close();
  });

  const readAll = async (partitionIndex: number, count: number): Promise<string[]> => {
    const subscriber = new RecordingSubscriber();
    const reader = await cluster.worker(subscriber);
    await until(
      `${count} records were read`,
      () => subscriber.entries(partition(partitionIndex)).length >= count,
    );
    await reader.close();
    return subscriber.entries(partition(partitionIndex)).map(({ record }) => nameOf(record));
  };

  describe('appending', () => {
    it('stores each record once although the answers to the first requests were lost', async () => {
      await setUp({ topic: { partitionCount: 2 } });
      const log = await cluster.node({ reach: link.reach });
      await log.append(first, named('before'));

      link.loseAnswers();
      const appends = ['1', '2', '3'].map((name) => log.append(first, named(name)));
      await hasStored(await cluster.node(), 4);
      appends.push(log.append(first, named('4')));
      await link.cut();
      await link.heal();
      await Promise.all(appends);
      await log.append(first, named('after'));

      expect(await readAll(0, 6)).toEqual(['before', '1', '2', '3', '4', 'after']);
    });

    it('says when nobody can tell what became of a record, and goes on by itself', async () => {
      await setUp({ topic: { partitionCount: 1 }, append: { deliveryTimeoutMs } });
      const log = await cluster.node({ reach: link.reach });
      await log.append(first, named('before'));
      link.loseAnswers();
      await expect(log.append(first, named('lost'))).rejects.toMatchObject({
        code: 'LOG_OUTCOME_UNKNOWN',
        retryable: true,
      });
      await link.cut();
      await link.heal();
      await until('the log is back', () => log.isAvailable);
      await log.append(first, named('after'));
      expect(await readAll(0, 3)).toEqual(['before', 'lost', 'after']);
    });

    it('is refused in time while no broker can be reached, at once after a while, and goes on by itself', async () => {
      await setUp({ topic: { partitionCount: 1 }, append: { deliveryTimeoutMs } });
      const log = await cluster.node({ reach: link.reach });
      await log.append(first, named('before'));
      const unavailable = { code: 'LOG_UNAVAILABLE', retryable: true };

      await link.cut();
      const cutMs = performance.now();
      // The first one may have been sent on a connection that the node does not yet know to be cut.
      await expect(log.append(first, named('sent'))).rejects.toMatchObject({ retryable: true });
      expect(performance.now() - cutMs).toBeLessThan(2 * deliveryTimeoutMs);
      const refusedMs = performance.now();
      await expect(log.append(first, named('refused at once'))).rejects.toMatchObject(unavailable);
      expect(performance.now() - refusedMs).toBeLessThan(deliveryTimeoutMs / 2);

      await link.heal();
      await until('the log is back', () => log.isAvailable);
      await log.append(first, named('after'));
      expect(await readAll(0, 2)).toEqual(['before', 'after']);
    });

    it('takes no more than its bounds', async () => {
      await setUp({
        topic: { partitionCount: 2, recordBytesMax: 1_000 },
        append: { deliveryTimeoutMs, waitingRecordsMax: 3, waitingBytesMax: 1_000 },
      });
      const log = await cluster.node({ reach: link.reach });
      await link.cut();
      const appends = ['1', '2', '3'].map((name) => log.append(first, named(name)));
      const overloaded = { code: 'PARTITION_OVERLOADED', retryable: true };
      await expect(log.append(first, named('4'))).rejects.toMatchObject(overloaded);
      await expect(log.append(partition(1), named('x'.repeat(800)))).rejects.toMatchObject(overloaded);
      await expect(log.append(partition(1), named('x'.repeat(2_000)))).rejects.toMatchObject({
        code: 'COMMAND_TOO_LARGE',
        retryable: false,
      });
      for (const append of await Promise.allSettled(appends)) expect(append.status).toBe('rejected');
      await link.heal();
    });
  });

  it('loses its partitions to the others when it falls silent, without a record lost or out of order', async () => {
    await setUp({ topic: { partitionCount: 4 }, consume: { sessionTimeoutMs: 1_000 } });
    const store = new SharedStore();
    const [staying, dying] = [store.owner('staying'), store.owner('dying')];
    await cluster.worker(staying);
    await until('one node has all', () => staying.held.size === 4);
    const appends = new SteadyAppends(await cluster.node(), 4);

    await cluster.worker(dying, { reach: link.reach });
    await until('both have their share', () => staying.held.size === 2 && dying.held.size === 2);
    expect(store.overlaps).toEqual([]);
    await appends.more(200);

    link.freeze();
    await until('the other node has all', () => staying.held.size === 4);
    await appends.more(200);
    const expected = await appends.stop();
    await until('all is applied', () => store.appliedCount >= appends.count);
    expect(store.applied).toEqual(expected);
  });

  it('goes on with what it has when the network comes back', async () => {
    await setUp({ topic: { partitionCount: 2 } });
    const store = new SharedStore();
    const owner = store.owner('only');
    await cluster.worker(owner, { reach: link.reach });
    const log = await cluster.node();
    await log.append(first, named('1'));
    await until('the first record is applied', () => store.appliedCount === 1);

    await link.cut();
    await log.append(first, named('2'));
    expect(owner.held.size).toBe(2);
    await link.heal();
    await until('the second record is applied', () => store.appliedCount === 2);
    expect(store.applied.get(first)).toEqual(['1', '2']);
  });
});

/** Waits until the first partition holds that many records, acknowledged or not. */
async function hasStored(observer: KafkaCommandLog, count: number): Promise<void> {
  let stored = 0;
  while (stored < count) stored = (await observer.readRanges()).get(first)?.next ?? 0;
}
