import {
  handlers,
  object,
  type ObjectContext,
  type ObjectOptions,
  type ObjectSharedContext,
} from '@restatedev/restate-sdk';

// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the handlers are its type
export function counter<Name extends string>(name: Name, options: ObjectOptions = {}) {
  return object({
    name,
    options,
    handlers: {
      add: async (ctx: ObjectContext, amount: number) => {
        const sum = ((await ctx.get<number>('sum')) ?? 0) + amount;
        ctx.set('sum', sum);
        return sum;
      },

      put: async (ctx: ObjectContext, entries: Record<string, unknown>) => {
        for (const [key, value] of Object.entries(entries)) ctx.set(key, value);
      },

      clear: async (ctx: ObjectContext, key: string) => {
        ctx.clear(key);
        // Read in the same attempt as the change: the SDK must see its own write.
        return ctx.get(key);
      },

      clearAll: async (ctx: ObjectContext) => {
        ctx.clearAll();
        return ctx.stateKeys();
      },

      value: handlers.object.shared(async (ctx: ObjectSharedContext, key: string) => ctx.get(key)),

      keys: handlers.object.shared(async (ctx: ObjectSharedContext) => (await ctx.stateKeys()).sort()),
    },
  });
}

/** State travels with the invocation. */
export const eagerCounter = counter('E2eCounter');
/** State is asked for, entry by entry. */
export const lazyCounter = counter('E2eLazyCounter', { enableLazyState: true });
