import * as restate from '@restatedev/restate-sdk';
import { z } from 'zod';

const address = z.object({ street: z.string(), city: z.string().optional() }).meta({ id: 'Address' });
const order = z.object({ item: z.string(), count: z.int(), to: address, bill: address.optional() });
const receipt = z.object({ id: z.string(), total: z.number(), to: address });

const category: z.ZodType<Category> = z
  .object({
    name: z.string(),
    get children() {
      return z.array(category);
    },
  })
  .meta({ id: 'Category' });
interface Category {
  name: string;
  children: Category[];
}

const { schema, empty } = restate.serde;

/** A service whose handlers say in Zod what they take and answer. */
export const shop = restate.service({
  name: 'E2eShop',
  description: 'Sells things',
  handlers: {
    order: restate.handlers.handler(
      { input: schema(order), output: schema(receipt), description: 'Orders one' },
      async (ctx, { item, count, to }) => {
        if (count < 1) throw new restate.TerminalError('nothing ordered', { errorCode: 400 });
        return { id: `${item}-${ctx.request().id.slice(0, 8)}`, total: count * 2.5, to };
      },
    ),
    depth: restate.handlers.handler(
      { input: schema(category), output: schema(z.int()) },
      async (_ctx, root) => depthOf(root),
    ),
    ping: restate.handlers.handler({ input: empty, output: empty }, async () => undefined),
  },
});

/** An object with a schema for what changes it. */
export const cart = restate.object({
  name: 'E2eCart',
  handlers: {
    add: restate.handlers.object.exclusive(
      { input: schema(z.object({ item: z.string() })), output: schema(z.array(z.string())) },
      async (ctx, { item }) => {
        const items = [...((await ctx.get<string[]>('items')) ?? []), item];
        ctx.set('items', items);
        return items;
      },
    ),
  },
});

function depthOf({ children }: Category): number {
  return 1 + Math.max(0, ...children.map(depthOf));
}
