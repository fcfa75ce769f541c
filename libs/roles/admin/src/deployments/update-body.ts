import type { UpdateRequest } from '@perdure/registry';
import { z } from 'zod';

import { decodeAdditionalHeaders } from './additional-headers.js';
import { uriText } from './endpoint-fields.js';

/** Body of `PATCH /deployments/{id}` (admin-api 3.3). Fields it does not know are ignored. */
export const updateBody = z.object({
  uri: uriText.nullish(),
  use_http_11: z.boolean().nullish(),
  arn: z.string().nullish(),
  assume_role_arn: z.string().nullish(),
  additional_headers: z.record(z.string(), z.string()).nullish(),
  overwrite: z.boolean().nullish(),
  dry_run: z.boolean().nullish(),
});

export const describeUpdateProblem = (): string =>
  'expected an object with any of "uri" (an absolute http or https URI), "arn" (of a function on AWS Lambda), ' +
  '"assume_role_arn", "additional_headers" (a map of strings), "use_http_11", "overwrite" and "dry_run" (booleans)';

export function updateRequestOf(body: z.infer<typeof updateBody>): UpdateRequest {
  return {
    ...(typeof body.uri === 'string' && { uri: body.uri }),
    ...(typeof body.use_http_11 === 'boolean' && { useHttp11: body.use_http_11 }),
    ...(typeof body.arn === 'string' && { arn: body.arn }),
    ...(typeof body.assume_role_arn === 'string' && { assumeRoleArn: body.assume_role_arn }),
    ...(body.additional_headers && { additionalHeaders: decodeAdditionalHeaders(body.additional_headers) }),
    isOverwriting: body.overwrite ?? false,
    isDryRun: body.dry_run ?? false,
  };
}
