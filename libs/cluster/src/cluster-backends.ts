import type { Backends, Node } from '@perdure/assembly';
import { clusterRecord, KafkaCommandLog, recordPartitionCount } from '@perdure/log-kafka';
import { componentLogger } from '@perdure/logging';
import { openRedisMetadataStore } from '@perdure/metadata-redis';
import { PerdureError } from '@perdure/model';
import { openRedisNotifier } from '@perdure/notifier-redis';
import type { MetadataStore } from '@perdure/ports';
import { openRedisStateStore } from '@perdure/store-redis';
import { logRedisConnections } from './redis-connections.js';
import { kafkaSettingsOf, redisSettingsOf } from './settings-of.js';
import { untilReachable } from './until-reachable.js';

/**
 * Kafka carries commands, Redis holds everything else. Waits for both while they cannot be reached, with the node port
 * open and not ready; rejects when they refuse us, or do not belong together.
 */
export async function openClusterBackends(node: Node): Promise<Backends> {
  const { config, stops, abort, clock } = node;
  const logger = componentLogger(node.logger, 'cluster');
  const redis = redisSettingsOf(config);
  stops.add(logRedisConnections(logger));

  const store = openRedisStateStore(redis);
  stops.add(() => store.close());
  const notifier = openRedisNotifier(redis);
  stops.add(() => notifier.close());
  const metadata = openRedisMetadataStore(redis);
  stops.add(() => metadata.close());
  await untilReachable('Redis', () => store.ping(), { logger, abort, clock });
  node.addCheck('redis', () => store.ping());

  const log = await KafkaCommandLog.open(kafkaSettingsOf(config), {
    logger: componentLogger(node.logger, 'kafka'),
    abort,
  });
  stops.add(() => log.close());
  if (!config.redis.replayIntoEmpty)
    // A topic that was just created has no leaders yet.
    await untilReachable('Kafka', () => requireStoreOfLog(metadata, log), { logger, abort, clock });
  await recordPartitionCount(metadata, config.defaultNumPartitions);
  node.addCheck('kafka', async () => {
    if (!log.isAvailable)
      throw new PerdureError('LOG_UNAVAILABLE', 'Kafka cannot be reached, or this node is not in its group.');
  });

  return {
    log,
    store,
    metadata,
    notifier,
    partitionCount: config.defaultNumPartitions,
    // Fenced, or the store lost writes: the log assigns the partition anew, from where the store says.
    onPartitionStopped: (partition) => log.restart(partition),
  };
}

/**
 * Refuses an empty Redis beside a log that is not: it is the wrong one, or it lost everything, and going on would answer
 * for invocations nobody remembers.
 */
async function requireStoreOfLog(metadata: MetadataStore, log: KafkaCommandLog): Promise<void> {
  if ((await metadata.read(clusterRecord)) !== undefined) return;
  const ranges = await log.readRanges();
  const isLogUsed = [...ranges.values()].some(({ next }) => next > 0);
  // Another node of a new cluster may have been faster in the meantime, and appended.
  if (!isLogUsed || (await metadata.read(clusterRecord)) !== undefined) return;
  throw new PerdureError(
    'STORE_EMPTY',
    'Redis is empty, but the command log is not: this is the wrong Redis, or it lost its data. Point redis.urls to the ' +
      'right one or restore a backup. To apply the log again from its beginning instead, so that handlers run again, ' +
      'start once with redis.replay-into-empty = true.',
  );
}
