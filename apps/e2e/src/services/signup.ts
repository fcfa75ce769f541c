import {
  handlers,
  workflow,
  type WorkflowContext,
  type WorkflowSharedContext,
} from '@restatedev/restate-sdk';

import { witness } from './witness.js';

/** Waits for a confirmation that comes through another handler. */
export const signup = workflow({
  name: 'E2eSignup',
  handlers: {
    run: async (ctx: WorkflowContext, email: string) => {
      const secret = await ctx.run('send mail', () => {
        witness.saw(ctx.key, 'mail');
        return Math.random().toString(36).slice(2);
      });
      // Tells who asks that the mail was sent for good.
      ctx.set('status', 'unconfirmed');
      const code = await ctx.promise<string>('confirmed').get();
      ctx.set('status', 'confirmed');
      return { email, code, secret };
    },

    /** Answers whether somebody else was first. */
    confirm: handlers.workflow.shared(async (ctx: WorkflowSharedContext, code: string) => {
      const confirmed = ctx.promise<string>('confirmed');
      const earlier = await confirmed.peek();
      if (earlier === undefined) await confirmed.resolve(code);
      return earlier ?? null;
    }),

    refuse: handlers.workflow.shared(async (ctx: WorkflowSharedContext, reason: string) => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a durable promise takes the message
      await ctx.promise<string>('confirmed').reject(reason);
    }),

    status: handlers.workflow.shared(
      async (ctx: WorkflowSharedContext) => (await ctx.get<string>('status')) ?? 'unknown',
    ),
  },
});
