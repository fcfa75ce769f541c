import {
  handlers,
  object,
  type ObjectContext,
  type ObjectSharedContext,
  TerminalError,
} from '@restatedev/restate-sdk';

import { shop } from './shop.js';

const CREDIT_CENTS_MAX = 100_000;

interface Charge {
  readonly orderId: string;
  readonly cents: number;
}

/**
 * One virtual object per customer. Perdure runs one `charge` per customer at a time and keeps the state, so there is no
 * race to think about, no lock and no database.
 */
export const payments = object({
  name: 'PaymentAccount',
  handlers: {
    charge: async (ctx: ObjectContext, { orderId, cents }: Charge): Promise<string> => {
      const spentCents = ((await ctx.get<number>('spentCents')) ?? 0) + cents;
      // Terminal: trying again would not help. Any other error would be retried.
      if (spentCents > CREDIT_CENTS_MAX)
        throw new TerminalError(`${ctx.key} has no credit left`, { errorCode: 402 });
      const payment = await ctx.run('charge', () => shop.charge(orderId, ctx.key, cents));
      ctx.set('spentCents', spentCents);
      return payment;
    },

    /** Shared handlers only read, and are answered even while a charge is on its way. */
    spentCents: handlers.object.shared(
      async (ctx: ObjectSharedContext): Promise<number> => (await ctx.get<number>('spentCents')) ?? 0,
    ),
  },
});
