import { type Context, service } from '@restatedev/restate-sdk';

import { gates } from './gates.js';
import { greeter } from './greeter.js';
import { witness } from './witness.js';

/** Every construct of a basic service, one after the other. */
export const steps = service({
  name: 'E2eSteps',
  handlers: {
    /** Two steps, a sleep between them, and a call to another service; answers what each of them produced. */
    sequence: async (ctx: Context, label: string) => {
      witness.saw(label, 'attempt');
      const first = await ctx.run('first', () => {
        witness.saw(label, 'first');
        return { random: Math.random() };
      });
      await ctx.sleep(100);
      const greeting = await ctx.serviceClient(greeter).greet(label);
      const second = await ctx.run('second', async () => {
        witness.saw(label, 'second');
        return first.random;
      });
      return { greeting, isSame: first.random === second };
    },

    /** Steps and calls side by side. */
    parallel: async (ctx: Context, names: string[]) => {
      const calls = names.map((name) => ctx.serviceClient(greeter).greet(name));
      const sleep = ctx.sleep(50);
      const greetings = await Promise.all(calls);
      await sleep;
      return greetings;
    },

    /** One step, then held at the gate named by the label, then another step. */
    held: async (ctx: Context, label: string) => {
      witness.saw(label, 'attempt');
      const answer = await ctx.run('before', () => {
        witness.saw(label, 'before');
        return Math.random();
      });
      witness.saw(label, 'waiting');
      await gates.pass(label);
      await ctx.run('after', () => witness.saw(label, 'after'));
      return answer;
    },
  },
});
