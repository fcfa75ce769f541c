/**
 * Where an invocation is in its life (the engine's `lifecycle/transitions.ts` lists the legal moves).
 *
 * `scheduled` waits for its start time, `inboxed` for the lock of its object, `waiting` for a limit of its scope to let
 * it run, `invoked` has an attempt running or about to, `backing-off` waits to be retried, `suspended` waits for a
 * notification, `paused` for an operator.
 */
export type InvocationStatus =
  'scheduled' | 'inboxed' | 'waiting' | 'invoked' | 'backing-off' | 'suspended' | 'paused' | 'completed';

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

/**
 * What kind of failure it was, in the code that the reference's documentation has pages for:
 * RT0001 no progress within the abort timeout, RT0003 message too large, RT0007 ended without a reason,
 * RT0010 deployment not reachable, RT0012 answered with something else, RT0015 protocol version not supported,
 * RT0017 command not allowed here, RT0018 unknown service or handler called, RT0019 request refused as too large,
 * RT0023 deployment overloaded, RT0024 scope or limit key not possible.
 */
export const attemptFailureCodes = [
  'RT0001',
  'RT0003',
  'RT0007',
  'RT0010',
  'RT0012',
  'RT0015',
  'RT0017',
  'RT0018',
  'RT0019',
  'RT0023',
  'RT0024',
] as const;

export type AttemptFailureCode = (typeof attemptFailureCodes)[number];

/** Why the last attempt failed, for whoever looks. */
export interface AttemptFailure {
  readonly code: number;
  /** Undefined when the handler reported the failure itself. */
  readonly restateCode?: AttemptFailureCode;
  readonly message: string;
  readonly stacktrace?: string;
  readonly relatedCommandIndex?: number;
  readonly relatedCommandName?: string;
  readonly relatedCommandType?: number;
}
