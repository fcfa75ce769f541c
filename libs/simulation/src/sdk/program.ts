import type { InvocationTarget } from '@perdure/model';

/** Who a step calls, and what the callee shall do. */
export interface Callee {
  readonly target: InvocationTarget;
  readonly program: Program;
  readonly idempotencyKey?: string;
  readonly limitKey?: string;
}

/** What several completions are awaited for together. */
export type Branch =
  { readonly kind: 'sleep'; readonly ms: number } | { readonly kind: 'call'; readonly callee: Callee };

/** One step of a handler. Each is a construct of the service protocol, or a few that make sense only together. */
export type Step =
  /** Fails `failures` times before it yields a value that no other execution yields. */
  | { readonly kind: 'run'; readonly failures: number; readonly isTerminal: boolean }
  /** Lets the value of a run choose: a handler that executes the run again may go the other way. */
  | { readonly kind: 'either'; readonly ways: readonly [Step, Step] }
  | { readonly kind: 'sleep'; readonly ms: number }
  /** Reads a list and writes it back with one more entry, which names this invocation and step. */
  | { readonly kind: 'append-state'; readonly key: string }
  | { readonly kind: 'get-state'; readonly key: string }
  | { readonly kind: 'get-state-keys' }
  | { readonly kind: 'clear-state'; readonly key: string }
  | { readonly kind: 'clear-all-state' }
  | { readonly kind: 'call'; readonly callee: Callee }
  | {
      readonly kind: 'send';
      readonly callee: Callee;
      readonly delayMs: number;
      readonly then: 'nothing' | 'attach' | 'attach-by-key' | 'output' | 'cancel';
    }
  /** Creates an awakeable, sends its id to somebody who completes it later, and waits. */
  | { readonly kind: 'awakeable'; readonly delayMs: number }
  /** Asks somebody to signal this invocation, and waits. */
  | { readonly kind: 'signal'; readonly name: string; readonly delayMs: number }
  | { readonly kind: 'complete-awakeable'; readonly awakeableId: string }
  | {
      readonly kind: 'send-signal';
      readonly invocationId: string;
      readonly name: string;
      readonly value: string;
    }
  /** Asks a shared handler of the same workflow to complete the promise, and waits. */
  | { readonly kind: 'promise'; readonly key: string; readonly delayMs: number }
  | { readonly kind: 'complete-promise'; readonly key: string }
  | { readonly kind: 'peek-promise'; readonly key: string }
  | { readonly kind: 'race' | 'all'; readonly branches: readonly Branch[] }
  /** The attempt fails so many times, as a bug or a missing dependency would make it. */
  | { readonly kind: 'fail-attempt'; readonly times: number };

/** What a handler does: it comes with the request, so that every invocation may do something else. */
export interface Program {
  readonly steps: readonly Step[];
  readonly ending: 'value' | 'failure';
}
