import { z } from 'zod';

import { retentionMsMax, timeoutMsMax } from './bounds.js';
import { bindAddress } from './fields/address.js';
import { count, countBound } from './fields/count.js';
import { duration, durationBound } from './fields/duration.js';
import { logFilter } from './fields/log-filter.js';
import { choice, derivedName, folder, name, onOff, optionalFile } from './fields/text.js';
import { adminSection } from './sections/admin.js';
import { authSection } from './sections/auth.js';
import { deploymentsSection } from './sections/deployments.js';
import { ingressSection } from './sections/ingress.js';
import { kafkaSection } from './sections/kafka.js';
import { networkingSection } from './sections/networking.js';
import { redisSection } from './sections/redis.js';
import { retryPolicySection } from './sections/retry-policy.js';
import { tracingSettings } from './sections/tracing.js';
import { workerSection } from './sections/worker.js';

/**
 * Every setting there is. A key is the setting's name with its unit at the end, so that whoever reads a value sees
 * what it counts: `inactivityTimeoutMs` is written `inactivity-timeout` by users.
 */
export const settingsSchema = z.strictObject({
  nodeName: derivedName({
    description: 'Name of this process, a label of its metrics and logs. Unique in the cluster.',
    defaultInWords: 'the host name',
  }),
  clusterName: name({
    description: 'Name of the cluster; services see it as `x-restate-cluster-name`.',
    default: 'localcluster',
  }),
  baseDir: folder({
    description: 'All local state.',
    default: 'perdure-data',
  }),
  bindAddress: bindAddress({
    description: 'The node port: metrics and health.',
    default: '127.0.0.1:5122',
  }),
  shutdownTimeoutMs: duration({
    description: 'How long a stopping server waits for what is in flight before it is cut.',
    default: '1m',
    maxMs: timeoutMsMax,
  }),

  ingress: ingressSection,
  admin: adminSection,
  auth: authSection,
  deployments: deploymentsSection,
  worker: workerSection,
  networking: networkingSection,

  defaultNumPartitions: count({
    description: 'Partitions of a cluster, fixed when it is created. Standalone has one.',
    default: 24,
    min: 1,
    max: 4096,
  }),
  defaultReplication: count({
    description:
      'Replicas of the topic of the command log, where it is created; 0: as the brokers have it by default.',
    default: 0,
    min: 0,
    max: 32,
  }),
  kafka: kafkaSection,
  redis: redisSection,

  defaultRetryPolicy: retryPolicySection,
  maxRetryPolicyMaxAttempts: countBound({
    description: 'Caps the attempts that services ask for.',
    default: 'unlimited',
  }),

  defaultIdempotencyRetentionMs: duration({
    description: 'How long the result of an invocation with an idempotency key is kept after its completion.',
    default: '1d',
    maxMs: retentionMsMax,
  }),
  defaultWorkflowCompletionRetentionMs: duration({
    description: 'How long result, state and promises of a workflow run are kept after its completion.',
    default: '1d',
    maxMs: retentionMsMax,
  }),
  defaultJournalRetentionMs: duration({
    description: 'How long the journal of an invocation is kept after its completion; `0s` keeps none.',
    default: '1d',
    maxMs: retentionMsMax,
  }),
  maxIdempotencyRetentionMs: durationBound({
    description: 'Caps the idempotency retention that services ask for.',
  }),
  maxWorkflowCompletionRetentionMs: durationBound({
    description: 'Caps the workflow completion retention that services ask for.',
  }),
  maxJournalRetentionMs: durationBound({
    description: 'Caps the journal retention that services ask for.',
  }),
  maxAutomaticIdempotencyRetentionMs: durationBound({
    description:
      'Caps how long the result and the journal of an invocation are kept whose caller gave no idempotency key, so that it got an automatic one.',
  }),

  requestIdentityPrivateKeyPemFile: optionalFile({
    description:
      'Ed25519 private key (PKCS#8, PEM) that signs every request to a service. Services that know the public key, logged at start, refuse requests of others.',
  }),

  experimentalEnableProtocolV7: onOff({
    description: 'Offers service protocol 7 to services; otherwise at most 6.',
  }),
  disableScopes: onOff({
    description: 'Refuses scopes and limit keys, in calls from outside and between handlers.',
  }),
  disableControlledIdempotentSharding: onOff({
    description: 'Turns automatic idempotency keys off.',
  }),

  logFilter: logFilter({
    description: 'What is logged: a level, and other levels for single components.',
    default: 'info',
  }),
  logFormat: choice({
    description: 'How a log line looks: for people, for people on one line, or for machines.',
    default: 'pretty',
    words: ['pretty', 'compact', 'json'],
  }),
  disablePrometheus: onOff({
    description: 'Turns `/metrics` off.',
  }),
  ...tracingSettings,
});

export type Settings = z.output<typeof settingsSchema>;
