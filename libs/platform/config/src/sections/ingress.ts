import { z } from 'zod';

import { messageBytesMax, messageBytesMin } from '../bounds.js';
import { advertisedAddress, bindAddress } from '../fields/address.js';
import { countBound } from '../fields/count.js';
import { derivedSize } from '../fields/size.js';
import { onOff, optionalFile } from '../fields/text.js';

export const ingressSection = z.strictObject({
  bindAddress: bindAddress({
    description: 'Where callers reach services. Open to the network it needs credentials, see `auth`.',
    default: '127.0.0.1:8080',
  }),
  advertisedAddress: advertisedAddress({
    description: 'How callers reach the ingress; shown by the admin API and in OpenAPI documents.',
  }),
  tlsCertFile: optionalFile({
    description:
      'PEM of the certificate to show to clients, and of those between it and an authority: connections are then encrypted (TLS 1.2 or 1.3).',
  }),
  tlsKeyFile: optionalFile({ description: 'PEM of the key that belongs to it.' }),
  allowUnauthenticated: onOff({
    description: 'Asks nobody for credentials, whoever can reach the ingress.',
  }),
  requestSizeLimitBytes: derivedSize({
    description:
      'Largest request body, else 413. Never above `networking.message-size-limit`, which caps a larger value.',
    defaultInWords: 'as `networking.message-size-limit`',
    minBytes: messageBytesMin,
    maxBytes: messageBytesMax,
  }),
  concurrentApiRequestsLimit: countBound({
    description: 'Requests handled at the same time, waiting ones included; more are answered 429.',
    default: 'unlimited',
  }),
});
