import { z } from 'zod';

import { apiKeys } from '../fields/api-keys.js';
import { optionalFile } from '../fields/text.js';
import { jwtSection } from './jwt.js';

/** Credentials that the ingress and the admin API accept. With none, nobody is asked for any. */
export const authSection = z.strictObject({
  apiKeys: apiKeys({
    description:
      'API keys that are accepted, each as its name, its grants (`invoke`, `invoke:{service}`, `read`, `operate`, ' +
      '`admin`; separated by blanks) and the SHA-256 of the key in hex.',
  }),
  apiKeysFile: optionalFile({
    description: 'The same in a file, one a line; read at start.',
  }),
  jwt: jwtSection,
});
