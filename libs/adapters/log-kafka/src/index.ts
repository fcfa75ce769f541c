export { KafkaCommandLog, type KafkaLogDeps } from './kafka-command-log.js';
export { clusterRecord, recordPartitionCount } from './partition-count.js';
export type { LogRange } from './consume/log-ranges.js';
export type { Logger } from './logger.js';
export type { BrokerAddress, Reach } from './open-sockets.js';
export type {
  AppendSettings,
  ConsumeSettings,
  KafkaConnection,
  KafkaLogSettings,
  KafkaSasl,
  KafkaTls,
  TopicSettings,
} from './settings.js';
