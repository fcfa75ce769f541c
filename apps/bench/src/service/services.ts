import {
  type Context,
  handlers,
  object,
  type ObjectContext,
  type ObjectSharedContext,
  serde,
  service,
  workflow,
  type WorkflowContext,
  type WorkflowSharedContext,
} from '@restatedev/restate-sdk';

import { type Arrivals } from './arrivals.js';

/** An attempt that only waits is suspended after this long, so that a scenario need not wait for the default minute. */
const INACTIVITY_MS = 100;
const A_DAY_MS = 24 * 3600 * 1000;

const counter = object({
  name: 'BenchCounter',
  handlers: {
    add: async (ctx: ObjectContext, amount: number) => {
      const sum = ((await ctx.get<number>('sum')) ?? 0) + amount;
      ctx.set('sum', sum);
      return sum;
    },
    set: async (ctx: ObjectContext, value: number) => ctx.set('sum', value),
    get: handlers.object.shared(async (ctx: ObjectSharedContext) => ctx.get<number>('sum')),
  },
});

const order = workflow({
  name: 'BenchOrder',
  handlers: {
    /** Waits for a promise that another handler of the same workflow resolves: one request starts both. */
    run: async (ctx: WorkflowContext) => {
      ctx.workflowSendClient<typeof order>({ name: 'BenchOrder' }, ctx.key).pay();
      return ctx.promise<string>('payment');
    },
    pay: async (ctx: WorkflowSharedContext): Promise<void> => ctx.promise<string>('payment').resolve('paid'),
  },
});

// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the handlers are its type
export function createServices(arrivals: Arrivals) {
  const plain = service({
    name: 'Bench',
    handlers: {
      noop: async () => arrivals.add(),

      steps: async (ctx: Context, count: number) => {
        for (let step = 0; step < count; step += 1) await ctx.run(`step ${step}`, () => step);
      },

      echo: handlers.handler(
        { input: serde.binary, output: serde.binary },
        async (_ctx: Context, body: Uint8Array) => body,
      ),

      relay: async (ctx: Context): Promise<void> => ctx.serviceClient<typeof plain>({ name: 'Bench' }).noop(),

      /** Asked for with a delay; the input is the Unix time in ms that it should arrive at. */
      late: async (_ctx: Context, dueMs: number) => arrivals.add(Date.now() - dueMs),
    },
  });

  const sleeper = service({
    name: 'BenchSleeper',
    options: { inactivityTimeout: INACTIVITY_MS },
    handlers: { sleep: async (ctx: Context) => ctx.sleep(A_DAY_MS) },
  });

  return [plain, counter, order, sleeper];
}
