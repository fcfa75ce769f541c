import { type Context, rpc, service } from '@restatedev/restate-sdk';

import { gates } from './gates.js';
import { witness } from './witness.js';

/** One of those that share a limit; the name is its own. */
export interface Sharer {
  readonly label: string;
  readonly name: string;
}

/** Records who is inside when: `begin …` and `end …` under the label. */
export const limited = service({
  name: 'E2eLimited',
  handlers: {
    /** Inside until the gate `{label}/{name}` is open. Answers with the scope and limit key it was called with. */
    hold: async (ctx: Context, { label, name }: Sharer) => {
      witness.saw(label, `begin ${name}`);
      await gates.pass(`${label}/${name}`);
      witness.saw(label, `end ${name}`);
      const { scope, limitKey } = ctx.request();
      return { scope, limitKey };
    },
  },
});

export interface ScopedSharer extends Sharer {
  readonly scope: string;
  readonly limitKey: string;
}

export const scopedCaller = service({
  name: 'E2eScopedCaller',
  handlers: {
    hold: async (ctx: Context, { scope, limitKey, ...sharer }: ScopedSharer) =>
      ctx.scope(scope).serviceClient(limited).hold(sharer, rpc.opts({ limitKey })),
  },
});
