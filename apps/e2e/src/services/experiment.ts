import { object, service, type Context, type ObjectContext } from '@restatedev/restate-sdk';

import { gates } from './gates.js';

/** What it draws in steps is journaled; what it draws from the SDK follows from the seed. */
export const experiment = service({
  name: 'E2eExperiment',
  handlers: {
    draw: async (ctx: Context) => {
      const first = await ctx.run('first', () => Math.random());
      const seeded = ctx.rand.uuidv4();
      const second = await ctx.run('second', () => Math.random());
      return { first, seeded, second };
    },
  },
});

/** Reads its state when it is let through. */
export const gatedReader = object({
  name: 'E2eGatedReader',
  handlers: {
    write: async (ctx: ObjectContext, value: unknown) => {
      ctx.set('value', value);
    },

    read: async (ctx: ObjectContext, gate: string) => {
      await gates.pass(gate);
      return ctx.get('value');
    },
  },
});
