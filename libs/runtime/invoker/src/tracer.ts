import type {
  AttemptFailure,
  Deployment,
  DeploymentPin,
  InvocationId,
  InvocationRow,
  InvocationTarget,
  JournalCommandKind,
  TraceContext,
} from '@perdure/model';
import type { AttemptOutcome } from './observer.js';

/** Makes spans of attempts, for whoever follows a request through services. Nothing depends on them. */
export interface InvokerTracer {
  /** An attempt got a slot. Its span is a child of what `row.trace` names, or begins a trace. */
  startAttempt(row: InvocationRow): AttemptSpan;
}

/** One attempt. Methods are called in the order of what they tell, and none after `end`. */
export interface AttemptSpan {
  /** What the deployment does, and the handlers it calls, are children of this. */
  readonly context: TraceContext;
  onDeploymentChosen(deployment: Deployment, pin: DeploymentPin): void;
  /** @param name what the handler calls the entry; may be empty */
  onCommand(kind: Exclude<JournalCommandKind, 'run'>, name: string): void;
  /** The handler began to run a step, which has not run before. */
  onRunStarted(completionId: number, name: string): void;
  onRunEnded(completionId: number, isFailure: boolean): void;
  /**
   * Where an invocation belongs that the handler sends off and does not wait for: a trace of its own, linked to this one,
   * so that a handler that sends to itself, day after day, is no trace without an end.
   */
  startSend(invocationId: InvocationId, target: InvocationTarget): TraceContext;
  /** @param failure why, when it failed */
  end(outcome: AttemptOutcome, failure: AttemptFailure | undefined): void;
}
