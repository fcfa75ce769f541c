import {
  handlers,
  TerminalError,
  workflow,
  type WorkflowContext,
  type WorkflowSharedContext,
} from '@restatedev/restate-sdk';

import { payments } from './payments.js';
import { type Order, shop } from './shop.js';

export interface Confirmation {
  readonly payment: string;
  readonly parcel: string;
}

/**
 * One workflow per order. It is ordinary code from top to bottom; what makes it durable is that each step goes through
 * `ctx`, which remembers the result. If anything dies on the way, Perdure runs the handler again: steps that are done
 * hand out their result without running, and it goes on with the first that is not.
 */
export const orders = workflow({
  name: 'OrderWorkflow',
  handlers: {
    run: async (ctx: WorkflowContext, order: Order): Promise<Confirmation> => {
      const reservation = await ctx.run('reserve', () => shop.reserve(ctx.key, order));
      ctx.set('status', 'reserved');

      const payment = await pay(ctx, order, reservation);
      ctx.set('status', 'paid, waiting for the courier');

      // Three seconds here, three days in a real shop: nothing runs and nothing is held in memory meanwhile.
      await ctx.sleep({ seconds: 3 }, 'courier');

      const parcel = await ctx.run('ship', () => shop.ship(ctx.key, order));
      ctx.set('status', 'shipped');
      await ctx.run('notify', () => shop.notify(ctx.key, order, parcel));
      return { payment, parcel };
    },

    /** Answers while `run` is on its way, and after it. */
    status: handlers.workflow.shared(
      async (ctx: WorkflowSharedContext): Promise<string> => (await ctx.get<string>('status')) ?? 'unknown',
    ),
  },
});

/** Refused for good, the reservation is undone: a saga is a `catch`. */
async function pay(ctx: WorkflowContext, order: Order, reservation: string): Promise<string> {
  const cents = order.quantity * order.priceCents;
  try {
    return await ctx.objectClient(payments, order.customer).charge({ orderId: ctx.key, cents });
  } catch (error) {
    if (error instanceof TerminalError) {
      await ctx.run('release', () => shop.release(ctx.key, reservation));
      ctx.set('status', 'cancelled');
    }
    throw error;
  }
}
