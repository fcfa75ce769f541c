/** How a request to a handler was answered. */
export type RequestEnding =
  /** With the value of the invocation, or that a send was accepted. */
  | 'completed'
  /** With the failure of the invocation. */
  | 'invocation_error'
  /** The request was at fault (4xx). */
  | 'request_error'
  /** We were at fault (5xx). */
  | 'ingress_error'
  /** Too many requests were in progress. */
  | 'rate_limited';

/** Told what requests come to, for metrics; called on the hot path of every request. */
export interface IngressObserver {
  /** @param count requests on all paths whose answer has not been handed over, as the limit on them counts */
  onInProgressChanged(count: number): void;
  /** A call or send is well-formed and goes on to the command log. */
  onAdmitted(): void;
  /**
   * A request to a handler, or one that could not be told to be anything else, is over. Not called when the caller left
   * without an answer.
   * @param durationMs until the answer was handed over
   */
  onEnded(ending: RequestEnding, durationMs: number): void;
}
