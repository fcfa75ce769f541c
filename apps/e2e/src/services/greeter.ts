import { type Context, handlers, serde, service } from '@restatedev/restate-sdk';

/** Plain calls: nothing durable happens beside input and output. */
export const greeter = service({
  name: 'E2eGreeter',
  handlers: {
    greet: async (_ctx: Context, name: string) => `Hello ${name}`,

    /** Answers the bytes it gets. */
    echo: handlers.handler(
      { accept: '*/*', input: serde.binary, output: serde.binary },
      async (_ctx: Context, bytes: Uint8Array) => bytes,
    ),

    headers: async (ctx: Context) => Object.fromEntries(ctx.request().headers),

    nothing: async () => undefined,
  },
});
