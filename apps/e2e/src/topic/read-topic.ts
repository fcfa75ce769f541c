import { Kafka, logLevel } from 'kafkajs';

export interface TopicRecord {
  readonly partition: number;
  readonly key: Buffer | null;
  readonly value: Buffer;
  /** When its node sent it, in Unix milliseconds. */
  readonly timestampMs: number;
}

/** Everything in the topic, by a consumer of a group of its own, as anybody would read it. */
export async function readTopic(brokers: readonly string[], topic: string): Promise<TopicRecord[]> {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const isUnread = new Set(offsets.filter(({ low, high }) => low !== high).map((each) => each.partition));
  const ends = new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
  const records: TopicRecord[] = [];
  const consumer = kafka.consumer({ groupId: 'e2e-readers' });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer
      .run({
        eachBatch: async ({ batch }) => {
          const { partition } = batch;
          for (const { key, value, timestamp } of batch.messages)
            if (value !== null) records.push({ partition, key, value, timestampMs: Number(timestamp) });
          if (BigInt(batch.lastOffset()) + 1n >= (ends.get(partition) ?? 0n)) isUnread.delete(partition);
          if (isUnread.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return records;
}
