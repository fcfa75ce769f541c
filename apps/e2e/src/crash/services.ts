import { randomUUID } from 'node:crypto';

import {
  type Context,
  handlers,
  object,
  type ObjectContext,
  type ObjectSharedContext,
  rpc,
  service,
  workflow,
  type WorkflowContext,
  type WorkflowSharedContext,
} from '@restatedev/restate-sdk';

import type { ServiceList } from '../harness/services.js';
import type { History } from './history.js';

export interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  /** Unix milliseconds: when it may start; 0 for at once. */
  readonly dueMs: number;
}

export interface Receipt {
  /** Made by the first step: whoever gets another one for the same key got another invocation or journal. */
  readonly token: string;
}

/** The account that counts timers; each transfer starts one. */
export const timerAccount = 'timers';

const TIMER_DELAY_MS = 250;
const options = {
  // Suspends in almost every wait, so that crashes meet suspended invocations as well as running ones.
  inactivityTimeout: 100,
  retryPolicy: { initialInterval: 50, exponentiationFactor: 2, maxInterval: 500, maxAttempts: 10_000 },
};

/** The services that the crash test lets run, with every construct that must survive. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the handlers are its type
export function createCrashServices(history: History) {
  const step = async (ctx: Context, number: number): Promise<string> =>
    ctx.run(`step ${number}`, () => {
      const token = randomUUID();
      history.record({ kind: 'step', invocation: ctx.request().id, step: number, token });
      return token;
    });
  const start = (ctx: Context, dueMs: number): void =>
    history.record({ kind: 'started', invocation: ctx.request().id, atMs: Date.now(), dueMs });

  const account = object({
    name: 'E2eCrashAccount',
    options,
    handlers: {
      add: async (ctx: ObjectContext, amount: number): Promise<Receipt> => {
        const inside = (): void =>
          history.record({ kind: 'inside', invocation: ctx.request().id, key: ctx.key });
        inside();
        const sum = (await ctx.get<number>('sum')) ?? 0;
        const token = await step(ctx, 0);
        inside();
        ctx.set('sum', sum + amount);
        await step(ctx, 1);
        inside();
        return { token };
      },

      sum: handlers.object.shared(async (ctx: ObjectSharedContext) => (await ctx.get<number>('sum')) ?? 0),
    },
  });

  const clerk = service({
    name: 'E2eCrashClerk',
    options,
    handlers: {
      sign: async (ctx: Context, { awakeable, signature }: { awakeable: string; signature: string }) => {
        await step(ctx, 0);
        ctx.resolveAwakeable(awakeable, signature);
      },

      timer: async (ctx: Context, dueMs: number) => {
        start(ctx, dueMs);
        await ctx.objectClient(account, timerAccount).add(1);
      },
    },
  });

  const transfers = service({
    name: 'E2eCrashTransfers',
    options,
    handlers: {
      transfer: async (ctx: Context, { from, to, amount, dueMs }: Transfer): Promise<Receipt> => {
        start(ctx, dueMs);
        const token = await step(ctx, 0);
        await ctx.sleep(20);
        await ctx.objectClient(account, from).add(-amount);
        await step(ctx, 1);
        ctx.objectSendClient(account, to).add(amount, rpc.sendOpts({ idempotencyKey: `to-${token}` }));
        const timerDueMs = (await ctx.date.now()) + TIMER_DELAY_MS;
        ctx.serviceSendClient(clerk).timer(timerDueMs, rpc.sendOpts({ delay: TIMER_DELAY_MS }));
        const { id, promise } = ctx.awakeable<string>();
        ctx.serviceSendClient(clerk).sign({ awakeable: id, signature: token });
        const signature = await promise;
        await step(ctx, 2);
        return { token: signature };
      },
    },
  });

  const order = workflow({
    name: 'E2eCrashOrder',
    options,
    handlers: {
      run: async (
        ctx: WorkflowContext,
        { from, amount }: { from: string; amount: number },
      ): Promise<Receipt> => {
        const token = await step(ctx, 0);
        await ctx.promise<string>('paid').get();
        await step(ctx, 1);
        await ctx.objectClient(account, from).add(-amount);
        await step(ctx, 2);
        return { token };
      },

      pay: handlers.workflow.shared(async (ctx: WorkflowSharedContext, by: string) => {
        await ctx.promise<string>('paid').resolve(by);
      }),
    },
  });

  return [account, clerk, transfers, order] satisfies ServiceList;
}
