/**
 * Where an invocation is in its life (the engine's `lifecycle/transitions.ts` lists the legal moves).
 *
 * `scheduled` waits for its start time, `inboxed` for the lock of its object, `invoked` has an attempt running or about
 * to, `backing-off` waits to be retried, `suspended` waits for a notification, `paused` for an operator.
 */
export type InvocationStatus =
  'scheduled' | 'inboxed' | 'invoked' | 'backing-off' | 'suspended' | 'paused' | 'completed';

/** Who asked for the invocation. */
export type InvocationSource =
  | { readonly kind: 'ingress' }
  | { readonly kind: 'invocation'; readonly invocationId: string; readonly target: string }
  | { readonly kind: 'restart'; readonly invocationId: string };

/** How long an invocation is kept after its completion, fixed when it is accepted (service-protocol 5.15). */
export interface Retention {
  /** The result, and with it the id: until then duplicates are answered from it. 0 = not kept. */
  readonly completionMs: number;
  /** The journal; never longer than the result. */
  readonly journalMs: number;
}

/** Why the last attempt failed, for whoever looks. */
export interface AttemptFailure {
  readonly code: number;
  readonly message: string;
  readonly stacktrace?: string;
  readonly relatedCommandIndex?: number;
  readonly relatedCommandName?: string;
  readonly relatedCommandType?: number;
}
