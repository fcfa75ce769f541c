import { z } from 'zod';

import { advertisedAddress, bindAddress } from '../fields/address.js';
import { onOff, optionalFile } from '../fields/text.js';

export const adminSection = z.strictObject({
  bindAddress: bindAddress({
    description: 'Where operators reach the admin API. Open to the network it needs credentials, see `auth`.',
    default: '127.0.0.1:9070',
  }),
  advertisedAddress: advertisedAddress({ description: 'How operators reach the admin API.' }),
  tlsCertFile: optionalFile({
    description:
      'PEM of the certificate to show to clients, and of those between it and an authority: connections are then encrypted (TLS 1.2 or 1.3).',
  }),
  tlsKeyFile: optionalFile({ description: 'PEM of the key that belongs to it.' }),
  allowUnauthenticated: onOff({
    description: 'Asks nobody for credentials, whoever can reach the admin API.',
  }),
});
