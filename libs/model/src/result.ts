/** A failure as handlers and callers see it (`service-protocol` Failure; ingress error body). */
export interface Failure {
  /** HTTP-like code, an unsigned 16-bit number by convention. */
  readonly code: number;
  readonly message: string;
  /** Carried end to end since protocol V6. Order is kept. */
  readonly metadata?: ReadonlyArray<readonly [key: string, value: string]>;
  /** Only on failures that were retryable and became final because the retry policy gave up. */
  readonly stacktrace?: string;
}

/** How an invocation (or a durable promise, a run, a call) ended. */
export type Result =
  | { readonly kind: 'value'; readonly value: Uint8Array }
  | { readonly kind: 'failure'; readonly failure: Failure };

export function failureResult(code: number, message: string): Result {
  return { kind: 'failure', failure: { code, message } };
}

/** The failures the server itself hands out, in one place so that every path words them alike. */
export const serverFailures = {
  /** Cancelled before it started: scheduled, or waiting in an inbox. */
  canceled: failureResult(409, 'canceled'),
  killed: failureResult(409, 'killed'),
  notFound: failureResult(404, 'not found'),
  promiseAlreadyCompleted: failureResult(409, 'promise was already completed'),
  workflowAlreadyInvoked: failureResult(
    409,
    'Previously accepted: the workflow run of this key was already submitted. Attach to it to get its result.',
  ),
} as const;
