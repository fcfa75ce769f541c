/** How to reach the brokers. */
export interface KafkaConnection {
  /** `host:port` of some brokers; they name the others. */
  readonly brokers: readonly string[];
  /** What brokers call this node in their logs and quotas. Default `perdure`. */
  readonly clientId?: string;
  /** TLS. `{}` trusts the authorities that Node trusts. */
  readonly tls?: KafkaTls;
  readonly sasl?: KafkaSasl;
  /** For one connection to be made. Default 3 s. */
  readonly connectTimeoutMs?: number;
}

export interface KafkaTls {
  /** PEM of the authorities to trust instead. */
  readonly ca?: string;
  /** PEM of the certificate and key to show to the brokers. */
  readonly cert?: string;
  readonly key?: string;
}

export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** The topic, as it is created where it does not exist. Only the partition count is insisted on afterwards. */
export interface TopicSettings {
  /** Default `perdure.commands`. */
  readonly name?: string;
  /** Fixed for good once the topic exists. Default 24. */
  readonly partitionCount?: number;
  /** Default −1: as the brokers have it by default. */
  readonly replicationFactor?: number;
  /** How long records are kept. Longer than the oldest copy of the store that may be restored. Default 7 days. */
  readonly retentionMs?: number;
  /** The largest record, and `max.message.bytes` of a new topic. Default 32 MiB and room for what goes with a body. */
  readonly recordBytesMax?: number;
}

export interface AppendSettings {
  /** An append is decided within this time. Default 10 s. */
  readonly deliveryTimeoutMs?: number;
  /** Records of one partition that may wait; more are refused. Default 16,384. */
  readonly waitingRecordsMax?: number;
  /** Bytes that may wait in all; more are refused. Default 128 MiB. */
  readonly waitingBytesMax?: number;
}

export interface ConsumeSettings {
  /** The consumer group of the cluster's workers. Default `perdure.workers`. */
  readonly groupId?: string;
  /** A member that is not heard of for this long is taken for dead. Default 30 s. */
  readonly sessionTimeoutMs?: number;
  /**
   * How often a member says that it lives, and so how soon it hears of a rebalance: until all have heard, whoever
   * asked for one gets no records. Default 1 s.
   */
  readonly heartbeatIntervalMs?: number;
  /** How long a fetch waits at the broker when there is nothing to read. Default 100 ms. */
  readonly fetchWaitMsMax?: number;
  /** After a failure, before a partition or the group is taken up again. Default 1 s. */
  readonly retryMs?: number;
}

export interface KafkaLogSettings {
  readonly connection: KafkaConnection;
  readonly topic?: TopicSettings;
  readonly append?: AppendSettings;
  readonly consume?: ConsumeSettings;
}

const mebibyte = 2 ** 20;

export const topicDefaults = {
  name: 'perdure.commands',
  partitionCount: 24,
  replicationFactor: -1,
  retentionMs: 7 * 24 * 3_600_000,
  recordBytesMax: 33 * mebibyte,
} satisfies Required<TopicSettings>;

export const appendDefaults = {
  deliveryTimeoutMs: 10_000,
  waitingRecordsMax: 16_384,
  waitingBytesMax: 128 * mebibyte,
} satisfies Required<AppendSettings>;

export const consumeDefaults = {
  groupId: 'perdure.workers',
  sessionTimeoutMs: 30_000,
  heartbeatIntervalMs: 1_000,
  fetchWaitMsMax: 100,
  retryMs: 1_000,
} satisfies Required<ConsumeSettings>;
