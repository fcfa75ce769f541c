import type { Failure } from '../result.js';

/** Built-in and awakeable signals are numbered, user signals may be named (service-protocol 4.4). */
export type SignalId =
  { readonly kind: 'index'; readonly index: number } | { readonly kind: 'name'; readonly name: string };

/** The signal that asks a handler to cancel. */
export const cancelSignal: SignalId = { kind: 'index', index: 1 };

export function isCancel(signal: SignalId): boolean {
  return signal.kind === 'index' && signal.index === 1;
}

export type NotificationResult =
  | { readonly kind: 'void' }
  | { readonly kind: 'value'; readonly value: Uint8Array }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'invocation-id'; readonly invocationId: string }
  | { readonly kind: 'state-keys'; readonly keys: readonly string[] };

/** The command a completion belongs to. `call-invocation-id` serves calls and one-way calls alike. */
export type CompletionKind =
  | 'get-lazy-state'
  | 'get-lazy-state-keys'
  | 'get-promise'
  | 'peek-promise'
  | 'complete-promise'
  | 'sleep'
  | 'call'
  | 'call-invocation-id'
  | 'run'
  | 'attach-invocation'
  | 'get-invocation-output';

/** A journal entry the server creates: the completion of a command, or a signal (service-protocol 3.6). */
export type Notification =
  | {
      readonly kind: 'completion';
      readonly of: CompletionKind;
      readonly completionId: number;
      readonly result: NotificationResult;
    }
  | { readonly kind: 'signal'; readonly signal: SignalId; readonly result: NotificationResult };
