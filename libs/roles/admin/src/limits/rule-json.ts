import type { LimitRule } from '@perdure/model';
import { z } from 'zod';

import { named } from '../openapi/api-shapes.js';

export const ruleShape = named(
  'LimitRule',
  z.object({
    pattern: z.string().meta({ examples: ['orders', 'orders/*', '*/gold/eu'] }),
    limits: z.object({
      concurrency: z
        .int()
        .optional()
        .meta({ description: 'Attempts that run at once, at least 1; absent: no limit.' }),
    }),
    description: z.string().optional(),
    disabled: z.boolean(),
    version: z.int(),
    last_modified_millis_since_epoch: z.int(),
  }),
);

export const ruleListShape = named('LimitRules', z.array(ruleShape));

export function ruleJson(rule: LimitRule): z.infer<typeof ruleShape> {
  const { pattern, concurrency, description, isDisabled, version, lastModifiedMs } = rule;
  return {
    pattern,
    limits: concurrency === undefined ? {} : { concurrency },
    ...(description !== undefined && { description }),
    disabled: isDisabled,
    version,
    last_modified_millis_since_epoch: lastModifiedMs,
  };
}
