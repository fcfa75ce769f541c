import { type Context, service } from '@restatedev/restate-sdk';

import { witness } from './witness.js';

/** What a handler saw before and after its wait; equal, because the journal remembers. */
export interface Remembered {
  readonly before: number;
  readonly after: number;
}

/** They suspend whenever they wait for longer than a moment, so that each wait is a new attempt. */
const options = { inactivityTimeout: 50 };

export const sleeper = service({
  name: 'E2eSleeper',
  options,
  handlers: {
    sleep: async (ctx: Context, { label, ms }: { label: string; ms: number }) =>
      remember(ctx, label, () => ctx.sleep(ms)),
  },
});

export const waiter = service({
  name: 'E2eWaiter',
  options,
  handlers: {
    /** For an awakeable; its id is found under the label, as `awakeable <id>`. */
    completion: async (ctx: Context, label: string) =>
      remember(ctx, label, async () => {
        const { id, promise } = ctx.awakeable<string>();
        await ctx.run('publish', () => witness.saw(label, `awakeable ${id}`));
        await promise;
      }),

    /** For a callee that waits itself. */
    callee: async (ctx: Context, { label, ms }: { label: string; ms: number }) =>
      remember(ctx, label, async () => {
        await ctx.serviceClient(sleeper).sleep({ label: `${label}/callee`, ms });
      }),
  },
});

async function remember(ctx: Context, label: string, wait: () => Promise<void>): Promise<Remembered> {
  witness.saw(label, 'attempt');
  const before = await ctx.run('before', () => {
    witness.saw(label, 'before');
    return Math.random();
  });
  witness.saw(label, 'waiting');
  await wait();
  const after = await ctx.run('after', () => {
    witness.saw(label, 'after');
    return before;
  });
  return { before, after };
}
