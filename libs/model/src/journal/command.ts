import type { Result } from '../result.js';
import type { SignalId } from './notification.js';

export interface Header {
  readonly key: string;
  readonly value: string;
}

/** How a handler names another invocation to attach to (service-protocol 5.11). */
export type AttachTarget =
  | { readonly kind: 'invocation'; readonly invocationId: string }
  | {
      readonly kind: 'idempotent-request';
      readonly service: string;
      readonly serviceKey?: string;
      readonly handler: string;
      readonly idempotencyKey: string;
      readonly scope?: string;
    }
  | { readonly kind: 'workflow'; readonly workflow: string; readonly key: string; readonly scope?: string };

interface Callee {
  readonly service: string;
  readonly handler: string;
  readonly key: string;
  readonly headers: readonly Header[];
  readonly parameter: Uint8Array;
  readonly idempotencyKey?: string;
  readonly scope?: string;
  readonly limitKey?: string;
  /** Completion that carries the callee's invocation id. */
  readonly invocationIdCompletionId: number;
}

/** What a signal or an awakeable is completed with. */
export type SignalResult = { readonly kind: 'void' } | Result;

/**
 * A step a handler took, as the SDK reports it (service-protocol 3.5). What is stored and replayed is the frame it
 * came in, byte for byte; this is what that frame means.
 */
export type JournalCommand =
  | { readonly kind: 'input'; readonly headers: readonly Header[]; readonly value: Uint8Array }
  | { readonly kind: 'output'; readonly result: Result }
  | { readonly kind: 'get-lazy-state'; readonly key: string; readonly completionId: number }
  | { readonly kind: 'get-lazy-state-keys'; readonly completionId: number }
  | { readonly kind: 'get-eager-state'; readonly key: string }
  | { readonly kind: 'get-eager-state-keys' }
  | { readonly kind: 'set-state'; readonly key: string; readonly value: Uint8Array }
  | { readonly kind: 'clear-state'; readonly key: string }
  | { readonly kind: 'clear-all-state' }
  | { readonly kind: 'get-promise'; readonly key: string; readonly completionId: number }
  | { readonly kind: 'peek-promise'; readonly key: string; readonly completionId: number }
  | {
      readonly kind: 'complete-promise';
      readonly key: string;
      readonly result: Result;
      readonly completionId: number;
    }
  | { readonly kind: 'sleep'; readonly wakeUpAtMs: number; readonly completionId: number }
  | ({ readonly kind: 'call'; readonly resultCompletionId: number } & Callee)
  | ({ readonly kind: 'one-way-call'; readonly invokeAtMs: number } & Callee)
  | {
      readonly kind: 'send-signal';
      readonly targetInvocationId: string;
      readonly signal: SignalId;
      readonly result: SignalResult;
    }
  | { readonly kind: 'run'; readonly completionId: number }
  | { readonly kind: 'attach-invocation'; readonly target: AttachTarget; readonly completionId: number }
  | { readonly kind: 'get-invocation-output'; readonly target: AttachTarget; readonly completionId: number }
  | { readonly kind: 'complete-awakeable'; readonly awakeableId: string; readonly result: Result };

export type JournalCommandKind = JournalCommand['kind'];
