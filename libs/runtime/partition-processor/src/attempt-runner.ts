import type { AttemptEvent } from '@perdure/engine';
import type { Frame, InvocationId, InvocationRow, PartitionId } from '@perdure/model';

/** Where an attempt reports to. */
export interface AttemptSink {
  /** `onSettled` is called once the event's commit is durable, or the event was dropped. */
  report(event: AttemptEvent, onSettled: () => void): void;
  /**
   * Asks the store whether the partition is still this owner's, by a commit that changes nothing, and calls back once it
   * has answered, or once the owner has stopped, which is as good as a no.
   */
  confirmOwnership(onAnswer: (isOwner: boolean) => void): void;
}

/** What the processor needs of the invoker: it asks for attempts and talks into them, and hears through the sink. */
export interface AttemptRunner {
  /** `row` is as of the commit that asked for the attempt; `row.attempt` is its token. */
  start(request: {
    readonly partition: PartitionId;
    readonly row: InvocationRow;
    /** The only journal entry, when there is just one. */
    readonly input?: Frame;
    /** Whole state of the instance, as of that commit, where it is at hand. Changes later: read it at once. */
    readonly state?: ReadonlyMap<string, Uint8Array>;
    readonly sink: AttemptSink;
  }): void;
  forward(invocationId: InvocationId, attempt: number, frame: Frame, journalIndex?: number): void;
  abort(invocationId: InvocationId, attempt: number): void;
  askToSuspend(invocationId: InvocationId, attempt: number): void;
  /** Ownership is lost: cut every attempt of the partition. */
  releasePartition(partition: PartitionId): void;
}
