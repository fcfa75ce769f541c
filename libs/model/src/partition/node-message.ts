import type { InvocationId } from '../ids/invocation-id.js';
import type { Result } from '../result.js';

/** What became of a command somebody waits for. */
export type Reply =
  | { readonly kind: 'accepted'; readonly executeAtMs?: number }
  | { readonly kind: 'previously-accepted'; readonly executeAtMs?: number }
  /** The workflow main handler was submitted before; a call does not attach to it. */
  | { readonly kind: 'workflow-already-invoked' }
  /** The result was already stored when the command came. */
  | { readonly kind: 'completed'; readonly result: Result; readonly expiresAtMs: number }
  | { readonly kind: 'attached' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'already-completed' }
  | { readonly kind: 'not-completed' }
  /** Done at once (killed, purged, removed from an inbox or schedule, already so). */
  | { readonly kind: 'done' }
  /** Will happen: a signal was appended, a running attempt was asked to stop. */
  | { readonly kind: 'requested' }
  /** The command does not fit the invocation's status. */
  | { readonly kind: 'not-started' }
  | { readonly kind: 'not-running' }
  | { readonly kind: 'deployment-not-pinned' }
  /** Workflows are not restarted. */
  | { readonly kind: 'not-restartable' }
  /** The journal was purged, or not kept. */
  | { readonly kind: 'journal-missing' }
  /** The journal has no such prefix, or one with commands whose completions never came. */
  | { readonly kind: 'prefix-incomplete' };

/** A best-effort hint from a partition's owner to one node. Loss is allowed: the store is the truth. */
export type NodeMessage =
  | { readonly kind: 'reply'; readonly requestId: string; readonly reply: Reply }
  /** An invocation ended for which this node registered as a listener. */
  | { readonly kind: 'invocation-completed'; readonly invocationId: InvocationId; readonly result: Result };
