import { createServer } from 'node:net';
import type { LogOffset } from '@perdure/model';
import { PerdureError } from '@perdure/model';
import type { MetadataDocument, MetadataStore } from '@perdure/ports';
import { encodePartitionRecord } from '@perdure/protocol';
import { describeWithKafka, RecordingSubscriber, until } from '@perdure/testkit';
import kafkajs from 'kafkajs';
import { silentLogger, type Logger } from './logger.js';
import { named, nameOf, partition, TestCluster } from './testing/test-cluster.js';

const first = partition(0);
const offset = (value: number): LogOffset => value as LogOffset;

await describeWithKafka('a log on Kafka', {}, ({ brokers }) => {
  let cluster: TestCluster;
  beforeEach(() => {
    cluster = new TestCluster(brokers, { topic: { partitionCount: 2, recordBytesMax: 10_000 } });
  });
  afterEach(() => cluster.close());

  const appendAll = async (names: readonly string[]): Promise<void> => {
    const log = await cluster.node();
    for (const name of names) await log.append(first, named(name));
  };
  const names = (subscriber: RecordingSubscriber): string[] =>
    subscriber.entries(first).map(({ record }) => nameOf(record));

  it('delivers again what lies behind the position of the store, whatever was delivered before', async () => {
    await appendAll(['0', '1', '2', '3', '4']);
    const before = new RecordingSubscriber();
    const log = await cluster.worker(before);
    await until('all was delivered', () => names(before).length === 5);
    await log.close();

    const restored = new RecordingSubscriber(new Map([[first, offset(1)]]));
    await cluster.worker(restored);
    await until('the rest was delivered', () => names(restored).length === 3);
    expect(restored.entries(first).map((entry) => [entry.offset, nameOf(entry.record)])).toEqual([
      [2, '2'],
      [3, '3'],
      [4, '4'],
    ]);
  });

  it('gives a partition anew to a subscriber that asks or fails, from where it says', async () => {
    await appendAll(['0', '1', '2']);
    const subscriber = new FailingOnce();
    const log = await cluster.worker(subscriber);
    await until('it recovered from its failure', () => names(subscriber).length === 3);
    log.restart(first);
    await until('all came once more', () => names(subscriber).length === 6);
    expect(subscriber.events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['assigned', 'revoked', 'assigned', 'revoked', 'assigned']),
    );
    expect(names(subscriber)).toEqual(['0', '1', '2', '0', '1', '2']);
  });

  it.each([
    ['after its end', offset(7)],
    ['before its start', undefined],
  ])('refuses a position %s, and takes the partition up once they fit', async (_, position) => {
    await appendAll(['0', '1', '2', '3']);
    const admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    // The library deletes only from topics that it has looked at.
    await admin.fetchTopicOffsets(cluster.topic);
    await admin.deleteTopicRecords({ topic: cluster.topic, partitions: [{ partition: 0, offset: '2' }] });
    await admin.disconnect();

    const positions = new Map(position === undefined ? [] : [[first, position]]);
    const subscriber = new RecordingSubscriber(positions);
    const logger = new ErrorLog();
    await cluster.worker(subscriber, { logger });
    await until('it is said', () => logger.codes.includes('LOG_DIVERGED'));
    await until('the partition is let go of', () => !subscriber.isAssigned(first));
    expect(names(subscriber)).toEqual([]);

    positions.set(first, offset(2));
    await until('the rest was delivered', () => names(subscriber).length === 1);
    expect(names(subscriber)).toEqual(['3']);
  });

  it('refuses nodes that are set to another number of partitions', async () => {
    await cluster.node();
    const other = new TestCluster(brokers, { topic: { name: cluster.topic, partitionCount: 3 } });
    const refusal = { code: 'CONFIG_INVALID', message: expect.stringContaining('partitions') as string };
    await expect(other.node()).rejects.toMatchObject(refusal);

    const metadata = new OneDocument();
    await cluster.node({ metadata });
    await cluster.node({ metadata });
    const anotherTopic = new TestCluster(brokers, { topic: { partitionCount: 3 } });
    await expect(anotherTopic.node({ metadata })).rejects.toMatchObject(refusal);
  });

  it('refuses a command that the topic has no room for, and takes one that just fits', async () => {
    const log = await cluster.node();
    const overheadBytes = encodePartitionRecord(named('x'.repeat(9_000))).length - 9_000;
    await expect(log.append(first, named('x'.repeat(10_000)))).rejects.toMatchObject({
      code: 'COMMAND_TOO_LARGE',
      details: { recordBytesMax: 10_000 },
    });
    await log.append(first, named('x'.repeat(10_000 - overheadBytes)));
  });

  it('can be read by any consumer, record by record, in the documented format', async () => {
    await appendAll(['0', '1']);
    const consumer = new kafkajs.Kafka({
      brokers: [...brokers],
      logLevel: kafkajs.logLevel.NOTHING,
    }).consumer({ groupId: `${cluster.topic}-reader` });
    const read: string[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [cluster.topic], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message: { key, value, headers } }) => {
        expect({ key, headers }).toEqual({ key: null, headers: {} });
        // The format, then as protobuf fields: 1 the kind, 2 the invocation.
        const text = value?.toString('latin1') ?? '';
        expect(text.slice(0, 9)).toBe('\x01\x08\x06\x12\x26inv_');
        read.push(text.at(-1) ?? '');
      },
    });
    await until('both were read', () => read.length === 2);
    await consumer.disconnect();
    expect(read).toEqual(['0', '1']);
  });
});

it('a log waits for brokers that cannot be reached, until it is told not to', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));

  const abort = new AbortController();
  const warnings: string[] = [];
  const logger = {
    ...silentLogger,
    warn: (_: unknown, message: string) => {
      warnings.push(message);
      if (message.startsWith('Kafka cannot be used yet')) abort.abort();
    },
  };
  const opening = new TestCluster([`127.0.0.1:${port}`]).node({ logger, abort: abort.signal });
  await expect(opening).rejects.toThrow('aborted');
  expect(warnings).toContain('Kafka cannot be used yet, trying again');
});

/** Refuses its first entries. */
class FailingOnce extends RecordingSubscriber {
  private hasFailed = false;

  override onEntries(...args: Parameters<RecordingSubscriber['onEntries']>): Promise<void> | undefined {
    if (this.hasFailed) return super.onEntries(...args);
    this.hasFailed = true;
    throw new Error('broken');
  }
}

class ErrorLog implements Logger {
  readonly codes: string[] = [];
  readonly debug = silentLogger.debug;
  readonly info = silentLogger.info;
  readonly warn = silentLogger.warn;
  readonly error = ({ err }: Readonly<Record<string, unknown>>): void => {
    if (err instanceof PerdureError) this.codes.push(err.code);
  };
}

class OneDocument implements MetadataStore {
  private document: MetadataDocument | undefined;

  async read(): Promise<MetadataDocument | undefined> {
    return this.document;
  }

  async replace(_: string, expectedVersion: number, value: Uint8Array): Promise<number> {
    if (expectedVersion !== (this.document?.version ?? 0))
      throw new PerdureError('METADATA_CONFLICT', 'Somebody was faster.');
    this.document = { version: expectedVersion + 1, value };
    return this.document.version;
  }

  watch(): () => void {
    return () => undefined;
  }
}
