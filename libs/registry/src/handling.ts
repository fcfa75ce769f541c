import type {
  HandlerKind,
  HandlerSchema,
  HandlingOptions,
  Retention,
  RetryPolicy,
  ServiceRevision,
} from '@perdure/model';

/** The server's own settings, used where neither handler nor service says otherwise. */
export interface HandlingDefaults {
  readonly idempotencyRetentionMs: number;
  readonly workflowCompletionRetentionMs: number;
  readonly journalRetentionMs: number;
  readonly inactivityTimeoutMs: number;
  readonly abortTimeoutMs: number;
  readonly retryPolicy: RetryPolicy;
  /** Caps on what handlers and services ask for. */
  readonly limits?: HandlingLimits;
}

export interface HandlingLimits {
  readonly idempotencyRetentionMsMax?: number | undefined;
  readonly workflowCompletionRetentionMsMax?: number | undefined;
  readonly journalRetentionMsMax?: number | undefined;
  readonly retryAttemptsMax?: number | undefined;
}

/** How invocations of one handler are treated, everything decided. */
export interface Handling extends HandlingDefaults {
  readonly enableLazyState: boolean;
}

/** What was worked out for the handlers of a revision; revisions and settings are never changed, only replaced. */
const known = new WeakMap<ServiceRevision, Map<HandlerSchema, Known>>();

interface Known {
  readonly defaults: HandlingDefaults;
  readonly handling: Handling;
}

/** Handler wins over service, service over server settings, field by field (service-protocol 2.2). */
export function handlingOf(
  service: ServiceRevision,
  handler: HandlerSchema,
  defaults: HandlingDefaults,
): Handling {
  const handlers = known.get(service) ?? new Map<HandlerSchema, Known>();
  const found = handlers.get(handler);
  if (found?.defaults === defaults) return found.handling;
  const handling = decide(service, handler, defaults);
  known.set(service, handlers.set(handler, { defaults, handling }));
  return handling;
}

function decide(service: ServiceRevision, handler: HandlerSchema, defaults: HandlingDefaults): Handling {
  const levels = [handler.options, service.options] as const;
  const limits = defaults.limits ?? {};
  return {
    idempotencyRetentionMs: capped(
      first(levels, 'idempotencyRetentionMs') ?? defaults.idempotencyRetentionMs,
      limits.idempotencyRetentionMsMax,
    ),
    workflowCompletionRetentionMs: capped(
      first(levels, 'workflowCompletionRetentionMs') ?? defaults.workflowCompletionRetentionMs,
      limits.workflowCompletionRetentionMsMax,
    ),
    journalRetentionMs: capped(
      first(levels, 'journalRetentionMs') ?? defaults.journalRetentionMs,
      limits.journalRetentionMsMax,
    ),
    inactivityTimeoutMs: first(levels, 'inactivityTimeoutMs') ?? defaults.inactivityTimeoutMs,
    abortTimeoutMs: first(levels, 'abortTimeoutMs') ?? defaults.abortTimeoutMs,
    enableLazyState: first(levels, 'enableLazyState') ?? false,
    retryPolicy: withAttemptsCapped(
      { ...defaults.retryPolicy, ...service.options.retryPolicy, ...handler.options.retryPolicy },
      limits.retryAttemptsMax,
    ),
  };
}

/** What is kept after completion, and how long (service-protocol 5.15). */
export function retentionOf(kind: HandlerKind, hasIdempotencyKey: boolean, handling: Handling): Retention {
  const completionMs =
    kind === 'workflow'
      ? handling.workflowCompletionRetentionMs
      : hasIdempotencyKey
        ? handling.idempotencyRetentionMs
        : handling.journalRetentionMs;
  return { completionMs, journalMs: Math.min(handling.journalRetentionMs, completionMs) };
}

function capped(value: number, max: number | undefined): number {
  return max === undefined ? value : Math.min(value, max);
}

function withAttemptsCapped(policy: RetryPolicy, max: number | undefined): RetryPolicy {
  return max === undefined ? policy : { ...policy, maxAttempts: Math.min(policy.maxAttempts ?? max, max) };
}

function first<K extends keyof HandlingOptions>(
  levels: readonly HandlingOptions[],
  field: K,
): HandlingOptions[K] | undefined {
  return levels.find((options) => options[field] !== undefined)?.[field];
}
