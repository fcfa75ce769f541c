import type { RowChange } from '@perdure/engine';
import type { Frame, InvocationId, InvocationRow, PartitionId, Result, RowKey } from '@perdure/model';
import type { Commit } from '@perdure/ports';
import type { HandlerStart } from '../sdk/handler-context.js';

/** A commit that took effect, with its rows decoded. */
export interface ObservedCommit {
  readonly partition: PartitionId;
  readonly commit: Commit;
  readonly changes: readonly RowChange[];
}

export interface FinalRows {
  readonly partition: PartitionId;
  /** `table/group` of every group that still has rows, with their number. */
  readonly groups: ReadonlyMap<string, number>;
}

/** What checkers may ask, and where they bring what they found. */
export interface Judge {
  /** By the one true clock; those of nodes may go wrong by as much as `clockErrorMsMax`. */
  readonly nowMs: number;
  readonly clockErrorMsMax: number;
  /** What was ever the limit of a counter; undefined where there was none for a while. */
  limitMax(counter: string): number | undefined;
  stored(partition: PartitionId, key: RowKey): Uint8Array | undefined;
  fail(checker: string, message: string, invocationId?: string): void;
}

/**
 * Watches a run from outside and knows one promise. It keeps its own model of what must be, and never asks the code that
 * is being judged.
 */
export abstract class Checker {
  abstract readonly name: string;
  /** Holds also when the store lost what it had acknowledged; the others promise nothing about that. */
  readonly isAboveLoss: boolean = false;

  constructor(protected readonly judge: Judge) {}

  onCommit?(commit: ObservedCommit): void;
  /** A client was told that its invocation is durable. */
  onAccepted?(id: InvocationId): void;
  /** A client learned a result. */
  onAnswer?(id: InvocationId, result: Result): void;
  onAttemptStarted?(row: InvocationRow, node: string): void;
  onReplayed?(row: InvocationRow, journal: readonly Frame[]): void;
  onForwarded?(row: InvocationRow, frame: Frame): void;
  onProtocolBroken?(id: InvocationId, message: string): void;
  onMismatch?(start: HandlerStart, message: string): void;
  onRunExecuted?(start: HandlerStart, completionId: number): void;
  onRunAcknowledged?(start: HandlerStart, completionId: number): void;
  onTimerObserved?(start: HandlerStart, completionId: number): void;
  /** Clients still wait, or invocations are not complete, long after the last fault. */
  onStuck?(what: string, id?: string): void;
  /** Everything is complete, and every retention is over. */
  atEnd?(rows: readonly FinalRows[]): void;

  protected fail(message: string, invocationId?: string): void {
    this.judge.fail(this.name, message, invocationId);
  }
}
