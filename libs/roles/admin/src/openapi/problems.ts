import { errorShape } from './common-shapes.js';
import type { OperationAnswer } from './operation.js';

/** Answers that say what is wrong. */

export function problem(description: string): OperationAnswer {
  return { description, body: errorShape };
}

/** Of requests that cannot be decoded (admin-api 1). */
export function undecodable(description: string): OperationAnswer {
  return { description, isText: true };
}

export const bodyProblems: Readonly<Record<number, OperationAnswer>> = {
  415: undecodable('The request has no `content-type: application/json`.'),
  422: undecodable('The body is JSON, but not what is expected.'),
};

export const accessProblems: Readonly<Record<number, OperationAnswer>> = {
  401: problem('There is no credential, or it is not valid.'),
  403: problem('The credential does not allow it.'),
};

export const unavailable: Readonly<Record<number, OperationAnswer>> = {
  503: problem('The partition that owns it cannot be reached, or did not answer in time. Try again.'),
};
