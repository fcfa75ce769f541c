import type { UpdateRequest } from '@perdure/registry';
import { z } from 'zod';

import { headerMap, uriText } from './endpoint-fields.js';
import { unsupported } from './register-body.js';

/** Body of `PATCH /deployments/{id}` (admin-api 3.3). Fields it does not know are ignored. */
export const updateBody = z.object({
  uri: uriText.nullish(),
  use_http_11: z.boolean().nullish(),
  additional_headers: headerMap.nullish(),
  overwrite: z.boolean().nullish(),
  dry_run: z.boolean().nullish(),
  arn: z.unknown().optional(),
});

export const describeUpdateProblem = (): string =>
  'expected an object with any of "uri" (an absolute http or https URI), "additional_headers" (a map of strings), ' +
  '"use_http_11", "overwrite" and "dry_run" (booleans)';

export function updateRequestOf(body: z.infer<typeof updateBody>): UpdateRequest {
  if (body.arn !== undefined && body.arn !== null) {
    throw unsupported('arn', 'move the deployment to an HTTP endpoint with "uri"');
  }
  return {
    ...(typeof body.uri === 'string' && { uri: body.uri }),
    ...(typeof body.use_http_11 === 'boolean' && { useHttp11: body.use_http_11 }),
    ...(body.additional_headers && { additionalHeaders: body.additional_headers }),
    isOverwriting: body.overwrite ?? false,
    isDryRun: body.dry_run ?? false,
  };
}
