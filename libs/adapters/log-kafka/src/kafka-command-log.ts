import { setTimeout as delay } from 'node:timers/promises';
import { isPerdureError, PerdureError, type PartitionId, type PartitionRecord } from '@perdure/model';
import type { CommandLog, LogSubscriber, MetadataStore } from '@perdure/ports';
import { encodePartitionRecord } from '@perdure/protocol';
import { Appender } from './append/appender.js';
import { IdempotentProducer } from './append/idempotent-producer.js';
import { isAuthenticationFailure, textOf } from './client-errors.js';
import { GroupMember } from './consume/group-member.js';
import { LogRanges, type LogRange } from './consume/log-ranges.js';
import { KafkaClients } from './kafka-clients.js';
import { silentLogger, type Logger } from './logger.js';
import type { Reach } from './open-sockets.js';
import { recordPartitionCount } from './partition-count.js';
import { appendDefaults, consumeDefaults, topicDefaults, type KafkaLogSettings } from './settings.js';
import { openTopic, type Topic } from './topic.js';

export interface KafkaLogDeps {
  readonly logger?: Logger;
  /** Where the cluster notes what it was created with. Without it, the topic alone is checked. */
  readonly metadata?: MetadataStore;
  /** For brokers that are not reached by the address they give themselves, because of a tunnel or a proxy. */
  readonly reach?: Reach;
  /** Ends the wait for brokers that cannot be reached. */
  readonly abort?: AbortSignal;
}

const reconnectMs = 1_000;

/**
 * The command log of a cluster: one Kafka topic. See `docs/topics.md` for what is in it.
 *
 * - `append` resolves when all in-sync replicas have the record. It rejects with `LOG_UNAVAILABLE` or
 *   `PARTITION_OVERLOADED` (retryable) or `COMMAND_TOO_LARGE` when the record was not accepted, and with
 *   `LOG_OUTCOME_UNKNOWN` (retryable) when nobody can tell; after the delivery timeout at the latest.
 * - `subscribe` joins the consumer group, which shares the partitions out among the nodes that did. It resolves before
 *   the first partition is assigned, and goes on trying when brokers are away.
 * - Partitions are read from the position the subscriber names. When the log does not go on from there, the partition
 *   is revoked, `LOG_DIVERGED` is logged, and it is assigned anew a while later; so it is when the subscriber fails.
 */
export class KafkaCommandLog implements CommandLog {
  private member: GroupMember | undefined;
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly topic: Topic,
    private readonly settings: KafkaLogSettings,
    private readonly clients: KafkaClients,
    private readonly ranges: LogRanges,
    private readonly appender: Appender,
    private readonly logger: Logger,
  ) {}

  /**
   * Waits until the brokers can be reached, and creates the topic where it does not exist. Rejects with
   * `CONFIG_INVALID` when they refuse the credentials or the certificate, or the partition count is another one.
   */
  static async open(settings: KafkaLogSettings, deps: KafkaLogDeps = {}): Promise<KafkaCommandLog> {
    const { logger = silentLogger, metadata } = deps;
    const clients = new KafkaClients(settings.connection, logger, deps.reach);
    const topic = await openTopicWhenReachable(settings, clients, logger, deps.abort);
    if (metadata !== undefined) await recordPartitionCount(metadata, topic.partitionCount);
    const append = { ...appendDefaults, ...settings.append };
    const appender = new Appender(
      () => new IdempotentProducer(clients, topic.name, append.deliveryTimeoutMs),
      { ...append, partitionCount: topic.partitionCount, recordBytesMax: topic.recordBytesMax },
      logger,
    );
    return new KafkaCommandLog(
      topic,
      settings,
      clients,
      new LogRanges(clients, topic.name),
      appender,
      logger,
    );
  }

  /** Whether appends are taken and, where there is a subscriber, this node is in the group; as far as it knows. */
  get isAvailable(): boolean {
    return this.closing === undefined && this.appender.isAvailable && this.member?.isJoined !== false;
  }

  append(partition: PartitionId, record: PartitionRecord): Promise<void> {
    const { partitionCount } = this.topic;
    if (partition >= partitionCount) return Promise.reject(unknownPartition(partition, partitionCount));
    const { buffer, byteOffset, byteLength } = encodePartitionRecord(record);
    return this.appender.append(partition, Buffer.from(buffer, byteOffset, byteLength));
  }

  async subscribe(subscriber: LogSubscriber): Promise<void> {
    if (this.member !== undefined || this.closing !== undefined) {
      throw new PerdureError('INVARIANT_VIOLATED', 'A log has one subscriber, and none after it was closed.');
    }
    this.member = new GroupMember(
      subscriber,
      { clients: this.clients, topic: this.topic.name, ranges: this.ranges, logger: this.logger },
      { ...consumeDefaults, ...this.settings.consume },
    );
  }

  /**
   * Revokes the partition and assigns it anew, if it is still assigned to this node: for a subscriber that stopped
   * working on it and wants to start again from what is stored.
   */
  restart(partition: PartitionId): void {
    this.member?.restart(partition);
  }

  /** The offsets that each partition has, by partition. Rejects with the client's error when no broker answers. */
  readRanges(): Promise<ReadonlyMap<number, LogRange>> {
    return this.ranges.read();
  }

  /** Stops delivery and leaves the group; then waits until the appends that were taken are decided. */
  close(): Promise<void> {
    this.closing ??= (async () => {
      await this.member?.close();
      await this.appender.close();
    })();
    return this.closing;
  }
}

async function openTopicWhenReachable(
  settings: KafkaLogSettings,
  clients: KafkaClients,
  logger: Logger,
  abort: AbortSignal | undefined,
): Promise<Topic> {
  const { brokers } = settings.connection;
  for (;;) {
    try {
      return await clients.withAdmin((admin) => openTopic(admin, { ...topicDefaults, ...settings.topic }));
    } catch (error) {
      if (isPerdureError(error)) throw error;
      if (isAuthenticationFailure(error)) throw refusedCredentials(error);
      logger.warn({ brokers, reason: textOf(error) }, 'Kafka cannot be used yet, trying again');
      await delay(reconnectMs, undefined, abort === undefined ? {} : { signal: abort });
    }
  }
}

function refusedCredentials(cause: unknown): PerdureError {
  const message = `Kafka refuses this node: ${textOf(cause)}. Check its user and password, or its certificates.`;
  return new PerdureError('CONFIG_INVALID', message, { cause });
}

function unknownPartition(partition: PartitionId, partitionCount: number): PerdureError {
  const message = `There is no partition ${partition}: this log has ${partitionCount}.`;
  return new PerdureError('INVARIANT_VIOLATED', message, { details: { partition, partitionCount } });
}
