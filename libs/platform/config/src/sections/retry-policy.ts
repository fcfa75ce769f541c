import { dayMs } from '@perdure/model';
import { z } from 'zod';

import { timeoutMsMax } from '../bounds.js';
import { countBound, factor } from '../fields/count.js';
import { duration } from '../fields/duration.js';
import { choice } from '../fields/text.js';

/** For services and handlers that say nothing themselves. */
export const retryPolicySection = z.strictObject({
  initialIntervalMs: duration({
    description: 'Pause after the first failed attempt.',
    default: '500ms',
    minMs: 1,
    maxMs: dayMs,
  }),
  exponentiationFactor: factor({
    description: 'By how much the pause grows with each further failure.',
    default: 2,
    min: 1,
    max: 100,
  }),
  maxIntervalMs: duration({
    description: 'The longest pause.',
    default: '1m',
    minMs: 1,
    maxMs: timeoutMsMax,
  }),
  maxAttempts: countBound({
    description: 'Attempts in all, the first included.',
    default: 70,
  }),
  onMaxAttempts: choice({
    description: '`pause` waits for an operator to resume the invocation; `kill` ends it as failed.',
    default: 'pause',
    words: ['pause', 'kill'],
  }),
});
