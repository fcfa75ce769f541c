import {
  handlers,
  object,
  type ObjectContext,
  type ObjectSharedContext,
  TerminalError,
} from '@restatedev/restate-sdk';

import { memory } from './memory.js';

const HOUR_MS = 3_600_000;

export const counter = object({
  name: 'SdkCounterTypescript',
  // Long waits suspend: each is followed by a new attempt.
  options: { inactivityTimeout: 50 },
  handlers: {
    add: async (ctx: ObjectContext, amount: number) => {
      const sum = ((await ctx.get<number>('sum')) ?? 0) + amount;
      ctx.set('sum', sum);
      return sum;
    },

    put: async (ctx: ObjectContext, { name, value }: { name: string; value: unknown }) => {
      ctx.set(name, value);
    },

    clear: async (ctx: ObjectContext, name: string) => {
      ctx.clear(name);
      // The attempt sees its own change.
      return ctx.get(name);
    },

    clearAll: async (ctx: ObjectContext) => {
      ctx.clearAll();
      return ctx.stateKeys();
    },

    read: handlers.object.shared(async (ctx: ObjectSharedContext, name: string) => ctx.get(name)),

    names: handlers.object.shared(async (ctx: ObjectSharedContext) => (await ctx.stateKeys()).sort()),

    /** Stays inside over a suspension, and answers how many were inside when it came in. */
    enter: async (ctx: ObjectContext, { label, ms }: { label: string; ms: number }) => {
      ctx.set('order', [...((await ctx.get<string[]>('order')) ?? []), label]);
      const inside = await ctx.run('enter', () => memory.add(`inside ${ctx.key}`, 1));
      await ctx.sleep(ms);
      await ctx.run('leave', () => memory.add(`inside ${ctx.key}`, -1));
      return inside;
    },

    /** Waits for an awakeable, whose id is found in the state. */
    awaitAwakeable: async (ctx: ObjectContext) => {
      const { id, promise } = ctx.awakeable<unknown>();
      ctx.set('awakeable', id);
      return promise;
    },

    /** Ends when it is cancelled, and tidies up first. */
    work: async (ctx: ObjectContext) => {
      ctx.set('status', 'working');
      try {
        await ctx.sleep(HOUR_MS);
      } catch (error) {
        if (!(error instanceof TerminalError)) throw error;
        ctx.set('status', await ctx.run('tidy up', () => `tidied up after ${error.code}`));
        throw error;
      }
    },
  },
});
