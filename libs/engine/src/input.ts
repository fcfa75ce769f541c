import type {
  AttemptFailure,
  DeploymentPin,
  Epoch,
  Frame,
  InvocationId,
  InvocationTarget,
  JournalCommand,
  PartitionRecord,
  Result,
  Retention,
  RetryPolicy,
  RuleBook,
  TraceContext,
  AwaitPoint,
} from '@perdure/model';

/**
 * Everything that can change a partition. Commands come from the log and are ordered by offset; the rest comes from
 * this owner's own invoker and timers, ordered by arrival, and is durable only through the commit that applied it.
 */
export type PartitionInput =
  | { readonly kind: 'record'; readonly record: PartitionRecord }
  | { readonly kind: 'attempt-event'; readonly event: AttemptEvent }
  /** `member` names the row in the timer table; a timer that is gone is ignored. */
  | { readonly kind: 'timer-due'; readonly member: string }
  /** A new owner took over: attempts of these invocations died with the old one and must start again. */
  | { readonly kind: 'owner-changed'; readonly invoked: readonly InvocationId[] }
  /** Whoever waits for this counter may have a slot now: the rules changed, or there were more than one transition lets. */
  | { readonly kind: 'slots-freed'; readonly counter: string }
  /** The rules limit what they did not limit before: these ran then, and are to be counted. */
  | { readonly kind: 'limits-added'; readonly invoked: readonly InvocationId[] }
  /** The outbox message was appended to the other partition's log. */
  | { readonly kind: 'outbox-delivered'; readonly number: number };

/** An input with what is so at the time it is applied: the engine has no clock, and follows no rules by itself. */
export interface TimedInput {
  readonly nowMs: number;
  /** Of the owner that applies it; grows with every new one, whatever a store may lose. */
  readonly epoch: Epoch;
  /** The rules of flow control as this owner knows them; undefined: there are none. */
  readonly rules?: RuleBook;
  readonly input: PartitionInput;
}

/**
 * What an attempt reports. `attempt` is its fencing token: reports of a superseded attempt are ignored.
 */
export type AttemptEvent = {
  readonly invocationId: InvocationId;
  readonly attempt: number;
} & (
  | {
      /** The SDK sent a command. */
      readonly kind: 'command';
      readonly frame: Frame;
      readonly command: JournalCommand;
      readonly isAckRequested: boolean;
      /** Deployment and protocol version of this attempt: pinned with the first stored command. */
      readonly pin: DeploymentPin;
      /** For commands that name a handler or another invocation: who that is. */
      readonly resolution?: Resolution;
      /** How to go on when the command breaks a rule. One object per attempt serves all its commands. */
      readonly retry: RetryDecision;
    }
  | {
      /** The closure of a `run` finished; the result becomes a notification. */
      readonly kind: 'run-proposed';
      readonly completionId: number;
      readonly result: Result;
      readonly isAckRequested: boolean;
    }
  | { readonly kind: 'suspended'; readonly awaiting: AwaitPoint }
  | { readonly kind: 'ended'; readonly retry: RetryDecision }
  | {
      readonly kind: 'failed';
      readonly failure: AttemptFailure;
      readonly retry: RetryDecision;
    }
);

/** What the invoker found out about the target of a command, from the registry and by deriving ids. */
export type Resolution =
  /** A call or one-way call: the invocation to create (or to find, when the id is derived from a key). */
  | {
      readonly kind: 'callee';
      readonly invocationId: InvocationId;
      readonly target: InvocationTarget;
      readonly retention: Retention;
      /** Payload of the callee's Input command. */
      readonly input: Uint8Array;
      readonly idempotencyKey?: string;
      readonly limitKey?: string;
      /** Where the callee belongs in the trace of its caller. */
      readonly trace?: TraceContext;
    }
  /** An attach, output, signal or awakeable command: the invocation it names. */
  | { readonly kind: 'invocation'; readonly invocationId: InvocationId; readonly signalIndex?: number }
  /** It cannot be carried out now: the attempt fails retryably, for a later deployment may fix it (service-protocol 5). */
  | { readonly kind: 'unresolvable'; readonly failure: AttemptFailure };

/** How a failed attempt goes on. The random part is drawn by the invoker. */
export interface RetryDecision {
  readonly policy: RetryPolicy;
  /** Random number in [0, 1). */
  readonly jitter: number;
  /** The endpoint named the delay itself; used without jitter, and not counted against the policy (7.3). */
  readonly delayMs?: number;
  /** V7 error behaviour: pause now, or complete with the failure now. */
  readonly behavior?: 'pause' | 'fail';
  /** The failure is on the server's own side (no deployment, journal unreadable): not an attempt of the SDK's. */
  readonly isServerSide?: boolean;
}
