import { z } from 'zod';

import { addressList, credential, name, onOff, optionalFile } from '../fields/text.js';

/** The state of a cluster. Standalone has its own and ignores these. */
export const redisSection = z.strictObject({
  urls: addressList({
    description:
      'The Redis (7.0 or newer) that holds the state: `redis://[user:password@]host[:port][/database]`, `rediss://` ' +
      'for TLS; of a Redis Cluster, some of its nodes.',
    default: 'redis://127.0.0.1:6379',
    form: /^rediss?:\/\/[^\s,]+$/,
    expected: 'URLs such as redis://host:6379',
    isSecret: true,
  }),
  cluster: onOff({ description: 'Speaks the Redis Cluster protocol.' }),
  namespace: name({
    description:
      'What every key and channel begins with, so that several clusters of Perdure can share a Redis.',
    default: 'perdure',
  }),
  replayIntoEmpty: onOff({
    description:
      'When Redis is empty although the command log is not: apply the log again from its beginning, instead of ' +
      'refusing to start. Handlers run again.',
  }),
  username: credential({ description: 'User name, instead of the one in the URL.', isSecret: false }),
  password: credential({ description: 'Password, instead of the one in the URL.', isSecret: true }),
  tlsCaFile: optionalFile({
    description: 'PEM of the authorities to trust; none: those that Node.js trusts.',
  }),
  tlsCertFile: optionalFile({ description: 'PEM of the certificate to show to Redis.' }),
  tlsKeyFile: optionalFile({ description: 'PEM of the key that belongs to it.' }),
});
