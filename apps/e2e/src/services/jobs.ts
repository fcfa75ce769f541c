import { CancelledError, type Context, object, type ObjectContext, service } from '@restatedev/restate-sdk';

import { gates } from './gates.js';
import { witness } from './witness.js';

const HOUR_MS = 3_600_000;

/** Work that only ends when somebody ends it, and tidies up when that is a cancellation. */
export const job = object({
  name: 'E2eJob',
  handlers: {
    run: async (ctx: ObjectContext, label: string) => {
      witness.saw(label, 'begin');
      try {
        await ctx.sleep(HOUR_MS);
      } catch (error) {
        if (error instanceof CancelledError) await ctx.run('cleanup', () => witness.saw(label, 'cleanup'));
        throw error;
      }
    },

    quick: async (_ctx: ObjectContext, label: string) => label,
  },
});

/** Waits for a job; cancelled, it takes the job with it. */
export const jobOwner = service({
  name: 'E2eJobOwner',
  handlers: {
    own: async (ctx: Context, { key, label }: { key: string; label: string }) => {
      try {
        await ctx.objectClient(job, key).run(label);
      } catch (error) {
        if (error instanceof CancelledError)
          await ctx.run('cleanup', () => witness.saw(label, 'owner cleanup'));
        throw error;
      }
    },

    /** Cancels from a handler. */
    cancel: async (ctx: Context, key: string) => {
      const handle = ctx.objectSendClient(job, key).run(key);
      const invocationId = await handle.invocationId;
      await ctx.run('until it runs', () => gates.pass(key));
      ctx.invocation(invocationId).cancel();
      return invocationId;
    },
  },
});
