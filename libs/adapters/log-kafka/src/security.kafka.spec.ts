import { describeWithKafka, RecordingSubscriber, until } from '@perdure/testkit';
import type { KafkaSasl } from './settings.js';
import { named, partition, TestCluster } from './testing/test-cluster.js';

const username = 'perdure';
const password = 'perdure-secret';

await describeWithKafka('brokers that ask for TLS and a user', { isSecured: true, isOwn: true }, (kafka) => {
  const ca = (): string => kafka.certificate ?? '';
  let cluster: TestCluster;
  beforeEach(() => {
    cluster = new TestCluster(kafka.brokers, { topic: { partitionCount: 1 } });
  });
  afterEach(() => cluster.close());

  it.each<KafkaSasl['mechanism']>(['plain', 'scram-sha-256'])(
    'take one that logs in by %s',
    async (mechanism) => {
      const log = await cluster.node({}, { tls: { ca: ca() }, sasl: { mechanism, username, password } });
      const subscriber = new RecordingSubscriber();
      await log.subscribe(subscriber);
      await log.append(partition(0), named('1'));
      await until('it was delivered', () => subscriber.entries(partition(0)).length === 1);
    },
  );

  it.each<[string, KafkaSasl['mechanism']]>([
    ['password', 'plain'],
    ['password', 'scram-sha-256'],
  ])('refuse another %s by %s, and the node says so', async (_, mechanism) => {
    const sasl = { mechanism, username, password: 'guessed' };
    await expect(cluster.node({}, { tls: { ca: ca() }, sasl })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('user and password') as string,
    });
  });

  it('are refused by a node that does not know their certificate', async () => {
    const sasl: KafkaSasl = { mechanism: 'plain', username, password };
    await expect(cluster.node({}, { tls: {}, sasl })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('certificate') as string,
    });
  });
});
