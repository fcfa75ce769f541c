import { z } from 'zod';

import { advertisedAddress, bindAddress } from '../fields/address.js';
import { onOff } from '../fields/text.js';

export const adminSection = z.strictObject({
  bindAddress: bindAddress({
    description: 'Where operators reach the admin API. Open to the network it needs credentials, see `auth`.',
    default: '127.0.0.1:9070',
  }),
  advertisedAddress: advertisedAddress({ description: 'How operators reach the admin API.' }),
  allowUnauthenticated: onOff({
    description: 'Asks nobody for credentials, whoever can reach the admin API.',
  }),
});
