import { type Context, service, TerminalError } from '@restatedev/restate-sdk';

import { witness } from './witness.js';

/** Waits for an awakeable; its id is found under the label, as `awakeable <id>`. */
export const approval = service({
  name: 'E2eApproval',
  handlers: {
    ask: async (ctx: Context, label: string) => {
      const { id, promise } = ctx.awakeable<unknown>();
      await ctx.run('publish', () => witness.saw(label, `awakeable ${id}`));
      try {
        return { approved: await promise };
      } catch (error) {
        if (error instanceof TerminalError) return { rejected: error.message };
        throw error;
      }
    },

    /** Completes somebody's awakeable from a handler. */
    grant: async (ctx: Context, { id, value }: { id: string; value: unknown }) => {
      ctx.resolveAwakeable(id, value);
    },
    deny: async (ctx: Context, { id, reason }: { id: string; reason: string }) => {
      ctx.rejectAwakeable(id, reason);
    },
  },
});
