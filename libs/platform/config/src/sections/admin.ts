import { z } from 'zod';

import { advertisedAddress, bindAddress } from '../fields/address.js';

export const adminSection = z.strictObject({
  bindAddress: bindAddress({
    description: 'Where operators reach the admin API. It has no authentication: keep it private.',
    default: '127.0.0.1:9070',
  }),
  advertisedAddress: advertisedAddress({ description: 'How operators reach the admin API.' }),
});
