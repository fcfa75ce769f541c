import { describeWithKafka, kafkaVersions, until } from '@perdure/testkit';
import { SharedStore } from './testing/shared-store.js';
import { SteadyAppends } from './testing/steady-appends.js';
import { TestCluster } from './testing/test-cluster.js';

const timeoutMs = 60_000;

/** With one broker, appends wait for its return; with three, they go on without it. */
const clusters = [
  { nodes: 1, version: kafkaVersions[0] },
  { nodes: 3, version: kafkaVersions.at(-1) },
];

for (const { nodes, version = '' } of clusters) {
  await describeWithKafka(`${nodes} of Kafka ${version}`, { nodes, version, isOwn: true }, (kafka) => {
    it(
      'lose no acknowledged record and repeat none when a broker is killed and comes back',
      async () => {
        const partitionCount = 6;
        const cluster = new TestCluster(kafka.brokers, {
          topic: { partitionCount, replicationFactor: nodes },
          append: { deliveryTimeoutMs: timeoutMs },
        });
        const store = new SharedStore();
        await cluster.worker(store.owner('worker'));
        const appends = new SteadyAppends(await cluster.node(), partitionCount);
        await appends.more(300);
        await kafka.kill();
        if (nodes > 1) await appends.more(300);
        await kafka.restart();
        await appends.more(300);

        const expected = await appends.stop();
        await until('all is applied', () => store.appliedCount >= appends.count);
        expect(store.applied).toEqual(expected);
        await cluster.close();
      },
      timeoutMs,
    );
  });
}
