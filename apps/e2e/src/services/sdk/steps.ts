import {
  type Context,
  InvocationIdParser,
  type InvocationPromise,
  type InvocationReference,
  RestatePromise,
  rpc,
  type RunOptions,
  type Serde,
  serde,
  service,
  TerminalError,
} from '@restatedev/restate-sdk';

import { counter } from './counter.js';
import { memory } from './memory.js';
import { signup } from './signup.js';

const stepRetries: RunOptions<number> = { initialRetryInterval: 20, retryIntervalFactor: 1 };

export const steps = service({
  name: 'SdkStepsTypescript',
  options: { inactivityTimeout: 50 },
  handlers: {
    greet: async (_ctx: Context, name: string) => `Hello ${name} from typescript`,

    /** Two steps around a sleep that suspends. */
    remember: async (ctx: Context, label: string) => {
      const attempts = memory.add(`attempts ${label}`, 1);
      const first = await ctx.run('first', () => {
        memory.add(`executions ${label}`, 1);
        return Math.random();
      });
      await ctx.sleep(300);
      const second = await ctx.run('second', () => first);
      return { first, second, attempts, executions: memory.count(`executions ${label}`) };
    },

    /** The deterministic id that each attempt drew. */
    draw: async (ctx: Context, label: string) => {
      const drawn = memory.note(label, ctx.rand.uuidv4());
      await ctx.sleep(300);
      return drawn;
    },

    /** A step that fails that often before it succeeds; only the step is repeated. */
    flaky: async (ctx: Context, { label, times }: { label: string; times: number }) =>
      ctx.run('step', () => memory.failUntil(label, times), stepRetries),

    /** The same step with three attempts at most; answers how often it ran and how it ended. */
    bounded: async (ctx: Context, { label, times }: { label: string; times: number }) => {
      try {
        const options = { ...stepRetries, maxRetryAttempts: 3 };
        await ctx.run('step', () => memory.failUntil(label, times), options);
        return { executions: memory.count(label), gaveUp: false };
      } catch (error) {
        if (!(error instanceof TerminalError)) throw error;
        return { executions: memory.count(label), gaveUp: true };
      }
    },

    fail: async (_ctx: Context, { message, code }: { message: string; code: number }): Promise<string> => {
      throw new TerminalError(message, { errorCode: code });
    },

    /** As `fail`, from inside a step. */
    failStep: async (ctx: Context, { message, code }: { message: string; code: number }) =>
      ctx.run('step', (): string => {
        throw new TerminalError(message, { errorCode: code });
      }),

    failWithMetadata: async (
      _ctx: Context,
      { message, metadata }: { message: string; metadata: Record<string, string> },
    ): Promise<string> => {
      throw new TerminalError(message, { metadata });
    },

    header: async (ctx: Context, name: string) => ctx.request().headers.get(name) ?? null,

    passHeader: async (ctx: Context, value: string): Promise<string | null> =>
      call(ctx, 'SdkStepsTypescript', 'header', 'x-flavour', { 'x-flavour': value }),

    pause: async (ctx: Context, ms: number) => {
      await ctx.sleep(ms);
      return `paused ${ms}`;
    },

    /** Calls and a sleep side by side, all awaited. */
    together: async (ctx: Context, names: string[]) => {
      const calls = names.map((name) => call<string>(ctx, 'SdkStepsTypescript', 'greet', name));
      const [greetings] = await RestatePromise.all([RestatePromise.all(calls), ctx.sleep(100)]);
      return greetings;
    },

    /** Whichever is first: a timer, or a call that takes 200 ms. */
    race: async (ctx: Context, ms: number) =>
      RestatePromise.race([
        ctx.sleep(ms).map(() => 'timer'),
        call(ctx, 'SdkStepsTypescript', 'pause', 200).map(() => 'call'),
      ]),

    /** The call, or its end with a timeout. */
    timeout: async (ctx: Context, ms: number) => {
      try {
        return await call(ctx, 'SdkStepsTypescript', 'pause', 200).orTimeout(ms);
      } catch (error) {
        if (!(error instanceof TerminalError)) throw error;
        return 'timed out';
      }
    },

    /** Twice with one idempotency key: one invocation, two answers. */
    callTwice: async (ctx: Context, key: string) => {
      const options = rpc.opts<number, number>({ idempotencyKey: `twice-${key}` });
      const target = ctx.objectClient(counter, key);
      return [await target.add(5, options), await target.add(5, options)];
    },

    /** Now, later, and twice with one idempotency key; answers the ids of what it started. */
    sendAll: async (ctx: Context, { key, delayMs }: { key: string; delayMs: number }) => {
      const target = ctx.objectSendClient(counter, key);
      const handles = [
        target.add(1),
        target.add(10, rpc.sendOpts({ delay: delayMs })),
        target.add(100, rpc.sendOpts({ idempotencyKey: `send-${key}` })),
        target.add(100, rpc.sendOpts({ idempotencyKey: `send-${key}` })),
      ];
      const ids: string[] = [];
      // One after the other: only promises of the SDK can be awaited side by side, and these are not.
      for (const { invocationId } of handles) ids.push(await invocationId);
      return ids;
    },

    attach: async (ctx: Context, id: string) => invocation(ctx, id).attach<unknown>(),

    cancel: async (ctx: Context, id: string) => invocation(ctx, id).cancel(),

    resolve: async (ctx: Context, { id, value }: { id: string; value: unknown }) =>
      ctx.resolveAwakeable(id, value),

    reject: async (ctx: Context, { id, reason }: { id: string; reason: string }) =>
      ctx.rejectAwakeable(id, reason),

    awaitSignal: async (ctx: Context, name: string) => ctx.signal<unknown>(name),

    signal: async (ctx: Context, { id, name, value }: { id: string; name: string; value: unknown }) =>
      invocation(ctx, id).signal(name).resolve(value),

    rejectSignal: async (ctx: Context, { id, name, reason }: { id: string; name: string; reason: string }) =>
      invocation(ctx, id).signal(name).reject(reason),

    /** Waits for the work of the object; cancelled, it takes it with it. */
    own: async (ctx: Context, key: string) => ctx.objectClient(counter, key).work(),

    /** Starts a workflow, confirms it, and waits for its result. */
    signUp: async (ctx: Context, { key, email }: { key: string; email: string }) => {
      const handle = ctx.workflowSendClient(signup, key).run(email);
      const id = await handle.invocationId;
      await ctx.workflowClient(signup, key).confirm('from a handler');
      return ctx.invocation(id).attach<string>();
    },

    /** Calls the next service of the route, and answers the languages that were there, the last one first. */
    relay: async (ctx: Context, route: string[]): Promise<string[]> => {
      const [next, ...rest] = route;
      const trail = next === undefined ? [] : await call<string[]>(ctx, next, 'relay', rest);
      return [...trail, 'typescript'];
    },
  },
});

function invocation(ctx: Context, id: string): InvocationReference {
  return ctx.invocation(InvocationIdParser.fromString(id));
}

function call<Output>(
  ctx: Context,
  name: string,
  handler: string,
  parameter: unknown,
  headers: Record<string, string> = {},
): InvocationPromise<Output> {
  return ctx.genericCall<unknown, Output>({
    service: name,
    method: handler,
    parameter,
    headers,
    inputSerde: json<unknown>(),
    outputSerde: json<Output>(),
  });
}

/** The SDK's own, typed; its type lacks what `exactOptionalPropertyTypes` asks for. */
function json<T>(): Serde<T> {
  return serde.json as Serde<T>;
}
