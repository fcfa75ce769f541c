import {
  type Context,
  type EndpointOptions,
  handlers,
  object,
  type ObjectContext,
  type ObjectSharedContext,
  serde,
  service,
  TerminalError,
  workflow,
  type WorkflowContext,
  type WorkflowSharedContext,
} from '@restatedev/restate-sdk';

type ServiceList = EndpointOptions['services'];

const bytes = { input: serde.binary, output: serde.binary };

const fuzzService = service({
  name: 'FuzzService',
  handlers: {
    echo: async (_ctx: Context, input: unknown): Promise<unknown> => input ?? null,
    raw: handlers.handler(bytes, async (_ctx: Context, input: Uint8Array) => input),
    any: handlers.handler({ ...bytes, accept: '*/*' }, async (_ctx: Context, input: Uint8Array) => input),
    nothing: handlers.handler({ input: serde.empty, output: serde.empty }, async () => undefined),
    fail: async (_ctx: Context, input: unknown): Promise<void> => {
      const errorCode = typeof input === 'number' && input >= 0 && input <= 65_535 ? Math.floor(input) : 418;
      throw new TerminalError('as wanted', { errorCode });
    },
    headers: async (ctx: Context): Promise<string[]> => [...ctx.request().headers.keys()],
    hidden: handlers.handler({ ingressPrivate: true }, async () => 'hidden'),
  },
});

const fuzzObject = object({
  name: 'FuzzObject',
  handlers: {
    add: async (ctx: ObjectContext): Promise<number> => {
      const count = ((await ctx.get<number>('count')) ?? 0) + 1;
      ctx.set('count', count);
      return count;
    },
    get: handlers.object.shared(async (ctx: ObjectSharedContext) => (await ctx.get<number>('count')) ?? null),
  },
});

const fuzzWorkflow = workflow({
  name: 'FuzzWorkflow',
  handlers: {
    run: async (ctx: WorkflowContext): Promise<string> => ctx.key,
    peek: handlers.workflow.shared(
      async (ctx: WorkflowSharedContext) => (await ctx.promise('p').peek()) ?? null,
    ),
  },
});

/** They must work to the end. */
export const keptServices: ServiceList = [fuzzService, fuzzObject, fuzzWorkflow];

/** What operators are let loose upon. */
export const sacrificedServices: ServiceList = [
  service({
    name: 'FuzzSacrifice',
    handlers: {
      quick: async (): Promise<string> => 'quick',
      sleep: async (ctx: Context): Promise<void> => ctx.sleep({ hours: 1 }),
      wait: async (ctx: Context): Promise<unknown> => ctx.awakeable().promise,
    },
  }),
  object({
    name: 'FuzzSacrificeObject',
    handlers: {
      quick: async (ctx: ObjectContext): Promise<void> => ctx.set('a', 1),
      sleep: async (ctx: ObjectContext): Promise<void> => ctx.sleep({ hours: 1 }),
    },
  }),
];
