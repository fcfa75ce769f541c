import { z } from 'zod';

import { addressPatterns } from '../fields/address-patterns.js';

/** Link-local addresses, in all their clothes, and others at which clouds hand credentials to whoever asks. */
const metadataServices =
  '169.254.0.0/16,fe80::/10,64:ff9b::a9fe:0/112,fd00:ec2::254,100.100.100.200,192.0.0.192';

/** Where the server may send requests to. Checked when it connects, at registration and ever after. */
export const deploymentsSection = z.strictObject({
  allowedAddresses: addressPatterns({
    description:
      'Where deployments may be: names with `*` for any characters, networks, each with or without scheme and port; ARNs. ' +
      '`*`: anywhere.',
    default: '*',
  }),
  deniedAddresses: addressPatterns({
    description:
      'Where they may not be, even if it is allowed; names count as what they resolve to. By default where clouds hand ' +
      'out credentials.',
    default: metadataServices,
  }),
});
