import { type Context, handlers, service, type ServiceDefinition } from '@restatedev/restate-sdk';

import { witness } from './witness.js';

/** Takes a step, then breaks on a bug that its next version does not have; paused when it has failed three times. */
export function fragile(hasBug: boolean): ServiceDefinition<string, unknown> {
  return service({
    name: 'E2eFragile',
    handlers: {
      run: handlers.handler(
        {
          retryPolicy: {
            initialInterval: 20,
            exponentiationFactor: 1,
            maxAttempts: 3,
            onMaxAttempts: 'pause',
          },
        },
        async (ctx: Context, label: string) => {
          witness.saw(label, 'attempt');
          const step = await ctx.run('step', () => {
            witness.saw(label, 'step');
            return label;
          });
          if (hasBug) throw new Error('a bug of this version');
          return `fixed, after ${step}`;
        },
      ),
    },
  });
}
