import { z } from 'zod';

import { count } from '../fields/count.js';
import { duration } from '../fields/duration.js';
import { addressList, choice, credential, name, onOff, optionalFile } from '../fields/text.js';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** The command log of a cluster. Standalone has its own and ignores these. */
export const kafkaSection = z.strictObject({
  brokers: addressList({
    description: 'Some brokers of the Kafka cluster that holds the command log; they name the others.',
    default: '127.0.0.1:9092',
    form: /^(\[[0-9a-fA-F:]+\]|[^\s:,]+):\d{1,5}$/,
    expected: 'addresses such as kafka-1:9092,kafka-2:9092',
  }),
  topic: name({ description: 'The topic of the command log.', default: 'perdure.commands' }),
  groupId: name({ description: 'The consumer group of the workers.', default: 'perdure.workers' }),
  retentionMs: duration({
    description:
      'How long a topic that is created keeps records: longer than the oldest copy of Redis that may be restored.',
    default: '7d',
    maxMs: 3650 * dayMs,
  }),
  sessionTimeoutMs: duration({
    description: 'A worker not heard of for this long loses its partitions to others.',
    default: '30s',
    minMs: 6000,
    maxMs: 30 * minuteMs,
  }),
  deliveryTimeoutMs: duration({
    description: 'A command that the brokers do not take within this time is refused with 503.',
    default: '10s',
    minMs: 1000,
    maxMs: 10 * minuteMs,
  }),
  connectTimeoutMs: duration({
    description: 'Time to connect to a broker.',
    default: '3s',
    minMs: 100,
    maxMs: minuteMs,
  }),
  waitingRecordsLimit: count({
    description: 'Commands of one partition that may wait for the brokers; more are refused with 503.',
    default: 16_384,
    min: 1,
    max: 10_000_000,
  }),
  tls: onOff({ description: 'Encrypts connections to the brokers.' }),
  tlsCaFile: optionalFile({
    description: 'PEM of the authorities to trust; none: those that Node.js trusts.',
  }),
  tlsCertFile: optionalFile({ description: 'PEM of the certificate to show to the brokers.' }),
  tlsKeyFile: optionalFile({ description: 'PEM of the key that belongs to it.' }),
  saslMechanism: choice({
    description: 'How to authenticate to the brokers.',
    default: 'none',
    words: ['none', 'plain', 'scram-sha-256', 'scram-sha-512'],
  }),
  saslUsername: credential({ description: 'User name for the brokers.', isSecret: false }),
  saslPassword: credential({ description: 'Password for the brokers.', isSecret: true }),
});
