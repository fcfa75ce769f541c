import { readFileOf } from '@perdure/assembly';
import type { Config } from '@perdure/config';
import type { KafkaLogSettings } from '@perdure/log-kafka';
import { PerdureError } from '@perdure/model';
import type { RedisSettings } from '@perdure/redis-client';

/** What a record holds besides the body of a request. */
const recordOverheadBytes = 1024 * 1024;

export function kafkaSettingsOf(config: Config): KafkaLogSettings {
  const { kafka } = config;
  const tls = tlsOf(kafka);
  return {
    connection: {
      brokers: kafka.brokers,
      clientId: config.nodeName,
      connectTimeoutMs: kafka.connectTimeoutMs,
      ...(kafka.tls && { tls: tls ?? {} }),
      ...(kafka.saslMechanism !== 'none' && {
        sasl: { mechanism: kafka.saslMechanism, username: kafka.saslUsername, password: kafka.saslPassword },
      }),
    },
    topic: {
      name: kafka.topic,
      partitionCount: config.defaultNumPartitions,
      replicationFactor: config.defaultReplication === 0 ? -1 : config.defaultReplication,
      retentionMs: kafka.retentionMs,
      recordBytesMax: config.ingress.requestSizeLimitBytes + recordOverheadBytes,
    },
    append: { deliveryTimeoutMs: kafka.deliveryTimeoutMs, waitingRecordsMax: kafka.waitingRecordsLimit },
    consume: { groupId: kafka.groupId, sessionTimeoutMs: kafka.sessionTimeoutMs },
  };
}

export function redisSettingsOf(config: Config): RedisSettings {
  const { redis } = config;
  const [first, ...others] = redis.urls;
  if (first === undefined) throw new PerdureError('CONFIG_INVALID', 'redis.urls is empty.');
  const tls = tlsOf(redis);
  return {
    urls: [first, ...others],
    isCluster: redis.cluster,
    namespace: redis.namespace,
    ...(redis.username !== '' && { username: redis.username }),
    ...(redis.password !== '' && { password: redis.password }),
    ...(tls !== undefined && { tls }),
  };
}

interface TlsFiles {
  readonly tlsCaFile: string | null;
  readonly tlsCertFile: string | null;
  readonly tlsKeyFile: string | null;
}

/** Undefined when no file is named. */
function tlsOf({
  tlsCaFile,
  tlsCertFile,
  tlsKeyFile,
}: TlsFiles): { ca?: string; cert?: string; key?: string } | undefined {
  if (tlsCaFile === null && tlsCertFile === null && tlsKeyFile === null) return undefined;
  return {
    ...(tlsCaFile !== null && { ca: readFileOf(tlsCaFile) }),
    ...(tlsCertFile !== null && { cert: readFileOf(tlsCertFile) }),
    ...(tlsKeyFile !== null && { key: readFileOf(tlsKeyFile) }),
  };
}
