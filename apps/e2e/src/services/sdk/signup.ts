import {
  handlers,
  workflow,
  type WorkflowContext,
  type WorkflowSharedContext,
} from '@restatedev/restate-sdk';

export const signup = workflow({
  name: 'SdkSignupTypescript',
  options: { inactivityTimeout: 50 },
  handlers: {
    run: async (ctx: WorkflowContext, email: string) => {
      ctx.set('status', 'waiting');
      const code = await ctx.promise<string>('confirmed').get();
      ctx.set('status', 'confirmed');
      return `${email} ${code}`;
    },

    confirm: handlers.workflow.shared(async (ctx: WorkflowSharedContext, code: string) =>
      ctx.promise<string>('confirmed').resolve(code),
    ),

    refuse: handlers.workflow.shared(async (ctx: WorkflowSharedContext, reason: string) =>
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a durable promise takes the message
      ctx.promise<string>('confirmed').reject(reason),
    ),

    status: handlers.workflow.shared(async (ctx: WorkflowSharedContext) => ({
      status: (await ctx.get<string>('status')) ?? null,
      code: (await ctx.promise<string>('confirmed').peek()) ?? null,
    })),
  },
});
