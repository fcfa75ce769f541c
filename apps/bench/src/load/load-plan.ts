/** What the load generator shall do. Plain data, because it crosses to another process. */
export interface LoadPlan {
  /** Of the ingress, on loopback. */
  readonly port: number;
  /** Each sends its next request when the last one is answered: the concurrency of the run (a closed loop). */
  readonly connections: number;
  readonly request: RequestPlan;
  readonly until: Until;
}

/** Whichever is reached first; what is in flight then is still awaited. */
export type Until = { readonly seconds: number } | { readonly count: number };

export interface RequestPlan {
  /** `{key}` in it is replaced as `keys` says. */
  readonly path: string;
  readonly keys?: KeyPlan;
  readonly body?: BodyPlan;
  /** Adds an idempotency key nobody used before to every request. */
  readonly isIdempotent?: boolean;
}

/** So many keys in turn, or a key nobody used before for every request. */
export type KeyPlan = number | 'unique';

export type BodyPlan =
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: number }
  /**
   * The request is delayed so that it falls due within the second that begins at `dueMs` (Unix time), request by
   * request one millisecond later; the body is the millisecond it is due at.
   */
  | { readonly kind: 'due'; readonly dueMs: number };

export interface LoadResult {
  /** Answers with a 2xx status. */
  readonly answered: number;
  readonly failed: number;
  /** How the first answer that was not a success began. */
  readonly firstFailure: string | undefined;
  /** From the first request to the last answer. */
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of the load generator itself. */
  readonly cpuMicros: number;
}
