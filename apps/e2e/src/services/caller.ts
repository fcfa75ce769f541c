import { type Context, rpc, service } from '@restatedev/restate-sdk';

import { eagerCounter } from './counter.js';

/** Calls and sends to an object, from a handler. */
export const caller = service({
  name: 'E2eCaller',
  handlers: {
    /** Calls twice with one idempotency key; both get the answer of the one invocation. */
    callTwice: async (ctx: Context, key: string) => {
      const options = rpc.opts<number, number>({ idempotencyKey: `twice-${key}` });
      const counter = ctx.objectClient(eagerCounter, key);
      return [await counter.add(5, options), await counter.add(5, options)];
    },

    /** Sends now, later, and twice with one idempotency key; answers the ids of what it started. */
    sendThrice: async (ctx: Context, { key, delayMs }: { key: string; delayMs: number }) => {
      const counter = ctx.objectSendClient(eagerCounter, key);
      const handles = [
        counter.add(1),
        counter.add(10, rpc.sendOpts({ delay: delayMs })),
        counter.add(100, rpc.sendOpts({ idempotencyKey: `send-${key}` })),
        counter.add(100, rpc.sendOpts({ idempotencyKey: `send-${key}` })),
      ];
      return Promise.all(handles.map((handle) => handle.invocationId));
    },
  },
});
