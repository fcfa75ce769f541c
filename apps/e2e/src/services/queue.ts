import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk';

import { gates } from './gates.js';
import { witness } from './witness.js';

/** Records who is inside when: `begin …` and `end …` under the object's key. */
export const queue = object({
  name: 'E2eQueue',
  handlers: {
    /** Inside until the gate named by the label is open. */
    enter: async (ctx: ObjectContext, label: string) => {
      witness.saw(ctx.key, `begin ${label}`);
      await gates.pass(label);
      witness.saw(ctx.key, `end ${label}`);
      return label;
    },

    look: handlers.object.shared(async (ctx: ObjectSharedContext) => witness.of(ctx.key)),
  },
});
