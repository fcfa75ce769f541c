import { z } from 'zod';

import { batchBody } from '../../invocations/batch-body.js';
import { named } from '../api-shapes.js';
import type { Operation, Operations } from '../operation.js';
import { bodyProblems, problem } from '../problems.js';

const requestShape = named('BatchRequest', batchBody);
const failed = z.array(z.object({ invocation_id: z.string(), error: z.string() }));
const restarted = z.object({ old_invocation_id: z.string(), new_invocation_id: z.string() });

export const batchShape = named('BatchResult', z.object({ succeeded: z.array(z.string()), failed }));
export const batchRestartShape = named(
  'BatchRestartResult',
  z.object({ succeeded: z.array(restarted), failed }),
);

function batch(action: string, result: z.ZodType = batchShape): Operation {
  return {
    id: `batch_${action.replaceAll('-', '_')}_invocations`,
    tag: 'invocation',
    grant: 'operate',
    summary: `The same as ${action}, for up to 1000 invocations`,
    body: requestShape,
    answers: {
      200: { description: 'What became of each.', body: result },
      400: problem('There are too many, or the deployment is malformed.'),
      ...bodyProblems,
    },
  };
}

const path = '/internal/invocations_batch_operations';

export const batchOperations: Operations = {
  [`POST ${path}/cancel`]: batch('cancel'),
  [`POST ${path}/kill`]: batch('kill'),
  [`POST ${path}/purge`]: batch('purge'),
  [`POST ${path}/purge-journal`]: batch('purge-journal'),
  [`POST ${path}/pause`]: batch('pause'),
  [`POST ${path}/resume`]: batch('resume'),
  [`POST ${path}/restart-as-new`]: batch('restart-as-new', batchRestartShape),
};
