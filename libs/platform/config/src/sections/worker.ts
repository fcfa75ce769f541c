import { hourMs, secondMs } from '@perdure/model';
import { z } from 'zod';

import { messageBytesMax, messageBytesMin, timeoutMsMax } from '../bounds.js';
import { count } from '../fields/count.js';
import { duration } from '../fields/duration.js';
import { headers } from '../fields/headers.js';
import { derivedSize, size } from '../fields/size.js';

const invokerSection = z.strictObject({
  inactivityTimeoutMs: duration({
    description: 'An attempt without progress for this long is asked to suspend.',
    default: '1m',
    maxMs: timeoutMsMax,
  }),
  abortTimeoutMs: duration({
    description: 'An attempt that does not follow that request is cut after this long.',
    default: '10m',
    maxMs: timeoutMsMax,
  }),
  connectTimeoutMs: duration({
    description: 'Time to connect to a deployment.',
    default: '10s',
    minMs: 1,
    maxMs: hourMs,
  }),
  http2KeepAliveIntervalMs: duration({
    description: 'How often a connection with running attempts is pinged.',
    default: '40s',
    minMs: 1,
    maxMs: hourMs,
  }),
  http2KeepAliveTimeoutMs: duration({
    description: 'A ping unanswered for this long closes the connection.',
    default: '20s',
    minMs: 1,
    maxMs: hourMs,
  }),
  http2StreamsPerConnectionLimit: count({
    description: 'Attempts that share one HTTP/2 connection; more open another one.',
    default: 128,
    min: 1,
    max: 65_536,
  }),
  http2IdleConnectionTimeoutMs: duration({
    description: 'A connection without attempts is closed after this long.',
    default: '5m',
    minMs: 1,
    maxMs: timeoutMsMax,
  }),
  additionalRequestHeaders: headers({
    description: 'Sent with every discovery and every attempt, besides the headers of the deployment.',
    defaultInWords: '`x-restate-cluster-name` with `cluster-name`',
  }),
  requestIdentityExpirationMs: duration({
    description: 'How long the signature of a request is valid; see `request-identity-private-key-pem-file`.',
    default: '1m',
    minMs: secondMs,
    maxMs: hourMs,
  }),
  messageSizeWarningBytes: size({
    description: 'A message from a service of this size or more is logged as a warning.',
    default: '10 MiB',
    minBytes: messageBytesMin,
    maxBytes: messageBytesMax,
  }),
  messageSizeLimitBytes: derivedSize({
    description:
      'Largest message to or from a service. Never above `networking.message-size-limit`, which caps a larger value.',
    defaultInWords: 'as `networking.message-size-limit`',
    minBytes: messageBytesMin,
    maxBytes: messageBytesMax,
  }),
  eagerStateSizeLimitBytes: size({
    description: 'State sent up front with an attempt; what is beyond is read when the handler asks for it.',
    default: '32 MiB',
    minBytes: 0,
    maxBytes: messageBytesMax,
  }),
  requestCompressionThresholdBytes: size({
    description:
      'A request body of this size or more is compressed on its way to an AWS Lambda function that can read it.',
    default: '4 MiB',
    minBytes: 0,
    maxBytes: messageBytesMax,
  }),
  concurrentInvocationsLimit: count({
    description: 'Attempts that run at the same time on this node; the rest waits.',
    default: 1000,
    min: 1,
    max: 1_000_000,
  }),
  inMemoryQueueLengthLimit: count({
    description: 'Invocations that wait in memory for their attempt; the rest waits in the store.',
    default: 66_049,
    min: 1,
    max: 10_000_000,
  }),
});

export const workerSection = z.strictObject({ invoker: invokerSection });
