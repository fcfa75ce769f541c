import { z } from 'zod';

import { named } from './api-shapes.js';

/** `1h 30m`, `2d`, `500ms` (admin-api 4.1). */
export const durationText = z.string().meta({ examples: ['1d', '1h 30m', '500ms'] });

export const textMap = z.record(z.string(), z.string());

export const errorShape = named(
  'ErrorDescription',
  z.object({
    message: z.string(),
    restate_code: z.string().nullable().meta({ description: 'Such as `META0003`; null for most errors.' }),
  }),
);
