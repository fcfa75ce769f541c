import { HttpException } from '@nestjs/common';
import { isPerdureError, type ErrorCode, type PerdureError } from '@perdure/model';

import { AnswerError, type Answer } from './answer.js';
import { notJson } from './decode-body.js';

/** How an error that callers can do something about is answered; undefined for any other. */
export function answerOfError(error: unknown): Answer | undefined {
  if (isPerdureError(error)) return answerOfPerdureError(error)?.answer;
  return error instanceof HttpException ? answerOfRefusal(error)?.answer : undefined;
}

function answerOfPerdureError(error: PerdureError): AnswerError | undefined {
  const { adminStatus, restateCode } = error.details;
  const status = typeof adminStatus === 'number' ? adminStatus : statuses[error.code];
  if (status === undefined) return undefined;
  return AnswerError.json(status, error.message, typeof restateCode === 'string' ? restateCode : undefined);
}

/** For errors that do not say it themselves. What is not here is our own fault. */
const statuses: Partial<Record<ErrorCode, number>> = {
  DISCOVERY_FAILED: 500,
  DEPLOYMENT_ADDRESS_FORBIDDEN: 400,
  METADATA_CONFLICT: 503,
  STORE_UNAVAILABLE: 503,
  LOG_UNAVAILABLE: 503,
  LOG_OUTCOME_UNKNOWN: 503,
  COMMAND_TOO_LARGE: 413,
  PARTITION_OVERLOADED: 503,
  PARTITION_UNAVAILABLE: 503,
  IDENTITY_PROVIDER_UNAVAILABLE: 503,
};

/** Of Fastify: a body that is too large, a content type that is none, a malformed URL. Nest makes them its own. */
function answerOfRefusal(refusal: HttpException): AnswerError | undefined {
  const status = refusal.getStatus();
  if (status >= 500) return undefined;
  return status === 415 ? notJson() : AnswerError.text(status, refusal.message);
}
