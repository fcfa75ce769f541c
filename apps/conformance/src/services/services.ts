/** What the corpus calls. The names are ours alone, so that a reference with other services on it can be used. */
import {
  type Context,
  type EndpointOptions,
  handlers,
  object,
  type ObjectContext,
  type ObjectSharedContext,
  type Serde,
  serde,
  service,
  TerminalError,
  workflow,
  type WorkflowContext,
  type WorkflowSharedContext,
} from '@restatedev/restate-sdk';

export type ServiceList = EndpointOptions['services'];

/** What `fail` throws. */
interface Failure {
  readonly message: string;
  readonly errorCode?: number;
  readonly metadata?: Record<string, string>;
}

interface Name {
  readonly name: string;
}

const namedSchema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
const named: Serde<Name | undefined> = { ...jsonSerde<Name | undefined>(), jsonSchema: namedSchema };
/** Declares neither content type nor body (`input: {}` in the manifest). */
const nothing: Serde<void> = serde.empty;

const conformanceService = service({
  name: 'ConfService',
  handlers: {
    noArg: async (): Promise<string> => 'no arg',
    echo: async (_ctx: Context, input: unknown): Promise<unknown> => input,
    nothing: async (): Promise<void> => undefined,
    nil: async (): Promise<null> => null,
    greet: handlers.handler(
      { input: named, output: jsonSerde<string>() },
      // Without body and content type the SDK has no input to hand over.
      async (_ctx: Context, input: Name | undefined) => `Hello ${input?.name ?? 'nobody'}`,
    ),
    raw: handlers.handler(
      { input: serde.binary, output: serde.binary },
      async (_ctx: Context, bytes: Uint8Array) => bytes,
    ),
    text: handlers.handler(
      { accept: 'text/*', input: serde.binary, output: serde.binary },
      async (_ctx: Context, bytes: Uint8Array) => bytes,
    ),
    any: handlers.handler(
      { accept: '*/*', input: serde.binary, output: serde.binary },
      async (_ctx: Context, bytes: Uint8Array) => bytes,
    ),
    noInput: handlers.handler({ input: nothing, output: jsonSerde<string>() }, async () => 'no input'),
    hidden: handlers.handler({ ingressPrivate: true }, async () => 'hidden'),
    send: async (): Promise<string> => 'send',
    run: async (): Promise<string> => 'run',
    /** Names only: values such as the user agent are the client's business. */
    headers: async (ctx: Context): Promise<string[]> => [...ctx.request().headers.keys()].sort(),
    headerNamed: async (ctx: Context, name: string): Promise<string | null> =>
      ctx.request().headers.get(name) ?? null,
    fail: async (_ctx: Context, { message, ...options }: Failure): Promise<void> => {
      throw new TerminalError(message, options);
    },
    /** Fails outside of any step until its policy kills it. */
    killed: handlers.handler(
      { retryPolicy: { initialInterval: 10, maxAttempts: 2, onMaxAttempts: 'kill' } },
      async (): Promise<void> => {
        throw new Error('it never works');
      },
    ),
    stepFails: async (ctx: Context): Promise<void> => {
      await ctx.run('step', () => Promise.reject(new Error('the step never works')), {
        maxRetryAttempts: 1,
      });
    },
    /** Ends when its first awakeable does. */
    wait: async (ctx: Context): Promise<unknown> => ctx.awakeable<unknown>().promise,
  },
});

const conformanceObject = object({
  name: 'ConfObject',
  handlers: {
    key: async (ctx: ObjectContext): Promise<string> => ctx.key,
    add: async (ctx: ObjectContext, amount: number): Promise<number> => {
      const sum = ((await ctx.get<number>('sum')) ?? 0) + amount;
      ctx.set('sum', sum);
      return sum;
    },
    get: handlers.object.shared(async (ctx: ObjectSharedContext) => (await ctx.get<number>('sum')) ?? null),
    wait: async (ctx: ObjectContext): Promise<unknown> => ctx.awakeable<unknown>().promise,
  },
});

const conformanceWorkflow = workflow({
  name: 'ConfWorkflow',
  handlers: {
    /** Ends when somebody opens it. */
    run: async (ctx: WorkflowContext, input: unknown): Promise<unknown> => {
      const opened = await ctx.promise<string>('opened');
      return { input, opened };
    },
    open: handlers.workflow.shared(async (ctx: WorkflowSharedContext, word: string): Promise<void> => {
      await ctx.promise<string>('opened').resolve(word);
    }),
    isOpen: handlers.workflow.shared(
      async (ctx: WorkflowSharedContext): Promise<boolean> =>
        (await ctx.promise<string>('opened').peek()) !== undefined,
    ),
  },
});

const privateService = service({
  name: 'ConfPrivate',
  options: { ingressPrivate: true },
  handlers: { call: async (): Promise<string> => 'never' },
});

/** Where all but the deployment sequences go. */
export const services: ServiceList = [
  conformanceService,
  conformanceObject,
  conformanceWorkflow,
  privateService,
];

/** For the sequences that register, patch and delete: nothing else calls it. */
export const changingServices: ServiceList = [
  service({ name: 'ConfChanging', handlers: { call: async (): Promise<string> => 'called' } }),
];

/** The same name with another type, and a name nobody may have. */
export const retypedServices: ServiceList = [
  object({ name: 'ConfChanging', handlers: { call: async (): Promise<string> => 'called' } }),
];
export const reservedServices: ServiceList = [
  service({ name: 'openapi', handlers: { call: async (): Promise<string> => 'never' } }),
];

function jsonSerde<T>(): Serde<T> {
  return {
    contentType: 'application/json',
    serialize: (value) => serde.json.serialize(value),
    deserialize: (bytes) => serde.json.deserialize(bytes) as T,
  };
}
