import type { DeploymentAddress } from '@perdure/model';
import type { RegisterRequest } from '@perdure/registry';
import { z } from 'zod';

import { AnswerError } from '../http/answer.js';
import { decodeAdditionalHeaders } from './additional-headers.js';
import { uriText } from './endpoint-fields.js';

const common = {
  additional_headers: z.record(z.string(), z.string()).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  breaking: z.boolean().nullish(),
  force: z.boolean().nullish(),
  dry_run: z.boolean().nullish(),
};

/** Body of `POST /deployments` (admin-api 3.1). Fields it does not know are ignored. */
export const registerBody = z.union([
  z.object({ uri: uriText, use_http_11: z.boolean().nullish(), auth: z.unknown().optional(), ...common }),
  z.object({ arn: z.string(), assume_role_arn: z.string().nullish(), ...common }),
]);

export const describeRegisterProblem = (): string =>
  'expected an object with "uri" (an absolute http or https URI) or "arn" (of a function on AWS Lambda) and, ' +
  'optionally, "additional_headers" and "metadata" (maps of strings), "use_http_11", "breaking", "force" and ' +
  '"dry_run" (booleans), "assume_role_arn"';

/** @param isForcedByDefault what a request that does not say `force` means; depends on the API's version */
export function registerRequestOf(
  body: z.infer<typeof registerBody>,
  isForcedByDefault: boolean,
): RegisterRequest {
  return {
    ...addressOf(body),
    additionalHeaders: decodeAdditionalHeaders(body.additional_headers ?? {}),
    metadata: body.metadata ?? {},
    isForced: body.force ?? isForcedByDefault,
    allowsBreaking: body.breaking ?? false,
    isDryRun: body.dry_run ?? false,
  };
}

function addressOf(body: z.infer<typeof registerBody>): DeploymentAddress {
  if (!('uri' in body)) {
    const { arn, assume_role_arn: assumeRoleArn } = body;
    return { kind: 'lambda', arn, ...(typeof assumeRoleArn === 'string' && { assumeRoleArn }) };
  }
  if (body.auth !== undefined && body.auth !== null) {
    throw unsupported('auth', 'send what the endpoint wants to see in "additional_headers"');
  }
  return { uri: body.uri, useHttp11: body.use_http_11 ?? false };
}

/** Refused rather than ignored: who asks for it would believe to have it. */
function unsupported(field: string, instead: string): AnswerError {
  return AnswerError.json(
    400,
    `The request field '${field}' is invalid. Reason: this server does not support it; ${instead}.`,
  );
}
