import { z } from 'zod';

import { messageBytesMax, messageBytesMin } from '../bounds.js';
import { size } from '../fields/size.js';

export const networkingSection = z.strictObject({
  messageSizeLimitBytes: size({
    description: 'Ceiling for every message: request bodies and messages to and from services.',
    default: '32 MiB',
    minBytes: messageBytesMin,
    maxBytes: messageBytesMax,
  }),
});
