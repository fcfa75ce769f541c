import {
  isPerdureError,
  parseDeploymentId,
  parseInvocationId,
  type DeploymentId,
  type InvocationId,
} from '@perdure/model';
import { z } from 'zod';

import { AnswerError } from '../http/answer.js';
import { decodeDeploymentChoice, type DeploymentChoice } from './deployment-choice.js';

export const batchIdsMax = 1000;

const invocationId = z.string('expected the id of an invocation').transform((text, context): InvocationId => {
  try {
    return parseInvocationId(text);
  } catch (error) {
    if (!isPerdureError(error, 'ID_MALFORMED')) throw error;
    context.addIssue(error.message);
    return z.NEVER;
  }
});

/** Body of a batch operation (admin-api 5.1); only some take a deployment. */
export const batchBody = z.object({
  invocation_ids: z.array(invocationId, 'expected a list of ids'),
  deployment: z.string('expected "Latest", "Keep" or the id of a deployment').nullish(),
});

export function choiceOf(
  { deployment }: z.infer<typeof batchBody>,
  standard: DeploymentChoice,
): DeploymentChoice {
  return decodeDeploymentChoice(deployment ?? undefined, standard, decodeField);
}

function decodeField(text: string): DeploymentId {
  try {
    return parseDeploymentId(text);
  } catch (error) {
    if (!isPerdureError(error, 'ID_MALFORMED')) throw error;
    throw AnswerError.json(400, `The request field 'deployment' is invalid. Reason: ${error.message}`);
  }
}
