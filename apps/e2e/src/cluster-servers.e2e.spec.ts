import { describeCluster, useCluster } from './harness/cluster.js';
import { Admin, Ingress, invocationIdIn, startServices, type Services } from './harness/index.js';
import { eagerCounter } from './services/counter.js';
import { greeter } from './services/greeter.js';
import { steps } from './services/steps.js';
import { readDocumentedRecord } from './topic/documented-format.js';
import { readTopic } from './topic/read-topic.js';

const COUNTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
const PARTITIONS = 6n;
const ONE_HOUR_MS = 3_600_000;

describeCluster('a cluster on three brokers and a Redis Cluster of three', () => {
  const cluster = useCluster({
    kafka: { nodes: 3 },
    redis: { nodes: 3 },
    env: { PERDURE_DEFAULT_REPLICATION: '3' },
  });
  let services: Services | undefined;
  let ingress: Ingress;

  beforeAll(async () => {
    services = await startServices([eagerCounter, greeter, steps]);
    await new Admin(cluster.current.of('admin')[0]!.url).register(services.uri);
    ingress = new Ingress(cluster.current.of('ingress').map(({ url }) => url));
  });

  afterAll(() => services?.stop());

  it('serves objects and calls between partitions, also without one of the brokers', async () => {
    const addToEach = async (): Promise<unknown[]> => {
      const answers = COUNTERS.map((key) => ingress.call(`E2eCounter/${key}/add`, 1));
      return (await Promise.all(answers)).map(({ json }) => json);
    };
    const sequence = async (label: string): Promise<unknown> =>
      (await ingress.call('E2eSteps/sequence', label)).json;

    expect(await addToEach()).toEqual(COUNTERS.map(() => 1));
    expect(await sequence('three')).toEqual({ greeting: 'Hello three', isSame: true });

    await cluster.current.kafka!.kill(2);
    expect(await addToEach()).toEqual(COUNTERS.map(() => 2));
    expect(await sequence('two')).toEqual({ greeting: 'Hello two', isSame: true });
    await cluster.current.kafka!.restart(2);
  });

  it('lets a plain consumer read from the topic what was accepted, as docs/topics.md says', async () => {
    const [body, idempotencyKey] = ['"read by others"', 'a key of the caller'];
    const delayedMs = Date.now() + ONE_HOUR_MS;
    const call = await ingress.call('E2eCounter/topic/add', 7, { idempotencyKey });
    const delayed = invocationIdIn(
      await ingress.send('E2eGreeter/greet', 'read by others', { delay: `${ONE_HOUR_MS}ms` }),
    );

    const { settings, kafka } = cluster.current;
    const records = await readTopic(kafka!.brokers, settings['PERDURE_KAFKA__TOPIC']!);
    const read = records.map(({ value, ...rest }) => ({ ...rest, json: readDocumentedRecord(value) }));
    const find = (id: string) =>
      read.filter(({ json }) => (json as { invocationId?: string }).invocationId === id);

    expect(find(call.id!)).toEqual([
      {
        partition: expect.any(Number),
        key: null,
        timestampMs: expect.any(Number),
        json: {
          kind: 'INVOKE',
          invocationId: call.id,
          target: { service: 'E2eCounter', serviceType: 2, handler: 'add', handlerKind: 2, key: 'topic' },
          idempotencyKey,
          input: {
            headers: expect.arrayContaining([{ key: 'content-type', value: 'application/json' }]),
            value: { content: Buffer.from('7').toString('base64') },
          },
        },
      },
    ]);
    const [{ json, timestampMs }] = find(delayed) as unknown as [{ json: object; timestampMs: number }];
    expect(json).toMatchObject({
      target: { service: 'E2eGreeter', serviceType: 1, handler: 'greet', handlerKind: 1 },
      input: { value: { content: Buffer.from(body).toString('base64') } },
    });
    const { executeAtMs } = json as { executeAtMs: string };
    expect(Number(executeAtMs)).toBeGreaterThanOrEqual(delayedMs);
    expect(timestampMs).toBeGreaterThanOrEqual(delayedMs - ONE_HOUR_MS);
    // Calls between partitions come with the sender's name; every record is where its key says.
    expect(read).toContainEqual(
      expect.objectContaining({
        json: expect.objectContaining({
          origin: { sender: expect.stringMatching(/^p\d$/), number: expect.any(String) },
        }),
      }),
    );
    const ids = read.map(({ json: each }) => (each as { invocationId: string }).invocationId);
    expect(read.map(({ partition }) => partition)).toEqual(ids.map(partitionOf));
  });
});

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function partitionOf(invocationId: string): number {
  const number = Array.from(invocationId.slice('inv_1'.length, 'inv_1'.length + 11)).reduce(
    (sum, digit) => sum * 62n + BigInt(digits.indexOf(digit)),
    0n,
  );
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(number);
  return Number((bytes.readBigUInt64BE() * PARTITIONS) >> 64n);
}
