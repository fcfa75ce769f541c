import { PerdureError } from '@perdure/model';
import kafkajs, { type Admin } from 'kafkajs';
import type { TopicSettings } from './settings.js';

export interface Topic {
  readonly name: string;
  readonly partitionCount: number;
  /** What brokers take at the most, less what goes around a record. */
  readonly recordBytesMax: number;
}

/** Around a record: the header of its batch, and its own lengths. */
const recordOverheadBytes = 256;

/**
 * Creates the topic where it does not exist and says what it is like. Rejects with `CONFIG_INVALID` when it has another
 * number of partitions than is set: every key of the cluster would be looked for in the wrong one.
 */
export async function openTopic(admin: Admin, settings: Required<TopicSettings>): Promise<Topic> {
  const { name, partitionCount, recordBytesMax } = settings;
  const existing = await admin.listTopics();
  // Only where it is missing: a node that is not allowed to create topics works with one that is there.
  if (!existing.includes(name)) await createTopic(admin, settings);
  const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
  const actualCount = topics[0]?.partitions.length ?? 0;
  if (actualCount !== partitionCount) {
    throw new PerdureError(
      'CONFIG_INVALID',
      `Topic ${name} has ${actualCount} partitions, and this node is set to ${partitionCount}. ` +
        'The number is fixed when a cluster is created: set this node to the same, or name another topic and store.',
      { details: { topic: name, actualCount, partitionCount } },
    );
  }
  const actualBytesMax = await messageBytesMax(admin, name);
  return {
    name,
    partitionCount,
    recordBytesMax: Math.min(recordBytesMax, (actualBytesMax ?? recordBytesMax) - recordOverheadBytes),
  };
}

async function createTopic(admin: Admin, settings: Required<TopicSettings>): Promise<void> {
  const { name, partitionCount, replicationFactor, retentionMs, recordBytesMax } = settings;
  // Another node may be faster: then this one changes nothing.
  await admin.createTopics({
    topics: [
      {
        topic: name,
        numPartitions: partitionCount,
        replicationFactor,
        configEntries: [
          { name: 'cleanup.policy', value: 'delete' },
          { name: 'retention.ms', value: String(retentionMs) },
          { name: 'max.message.bytes', value: String(recordBytesMax + recordOverheadBytes) },
          { name: 'unclean.leader.election.enable', value: 'false' },
          // With three copies, one broker may be away; with fewer there is nothing to choose.
          ...(replicationFactor >= 3 ? [{ name: 'min.insync.replicas', value: '2' }] : []),
        ],
      },
    ],
    waitForLeaders: true,
  });
}

/** Undefined where this node may not ask. */
async function messageBytesMax(admin: Admin, topic: string): Promise<number | undefined> {
  const resource = {
    type: kafkajs.ConfigResourceTypes.TOPIC,
    name: topic,
    configNames: ['max.message.bytes'],
  };
  try {
    const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
    const value = resources[0]?.configEntries[0]?.configValue;
    return value === undefined ? undefined : Number(value);
  } catch {
    return undefined;
  }
}
