import { type Context, service } from '@restatedev/restate-sdk';

import { greeter } from './greeter.js';
import { witness } from './witness.js';

/** Handlers that answer with the place in a trace the server told them about. */
export const traced = service({
  name: 'E2eTraced',
  handlers: {
    /** A step, a call and a send. */
    order: async (ctx: Context, name: string) => {
      await ctx.run('charge', () => name.length);
      await ctx.serviceClient(greeter).greet(name);
      ctx.serviceSendClient(greeter).nothing();
      return ctx.request().attemptHeaders.get('traceparent') ?? null;
    },

    /** Fails the first time. */
    retry: async (ctx: Context, label: string) => {
      witness.saw(label, 'attempt');
      if (witness.count(label, 'attempt') === 1) throw new Error('not yet');
      return ctx.request().attemptHeaders.get('traceparent') ?? null;
    },
  },
});
