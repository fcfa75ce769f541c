import type { InvocationId } from '@perdure/model';

import { AnswerError, json } from '../http/answer.js';

/** Why something cannot be done with an invocation. */
export interface Problem {
  readonly status: number;
  /** The answer to a request about one invocation. */
  readonly text: (id: InvocationId) => string;
  /** What a batch says of it; shorter, and the reference's own words. */
  readonly summary: (id: InvocationId) => string;
}

/** A {@link Problem} of one invocation, as the answer to a request; a batch takes the summary. */
export class InvocationProblem extends AnswerError {
  override readonly name = 'InvocationProblem';
  readonly summary: string;

  constructor(id: InvocationId, { status, text, summary }: Problem) {
    super(text(id), json({ message: text(id), restate_code: null }, status));
    this.summary = summary(id);
  }
}

export const invocationNotFound: Problem = {
  status: 404,
  text: (id) => `The requested invocation '${id}' does not exist`,
  summary: (id) => `Invocation '${id}' not found`,
};
