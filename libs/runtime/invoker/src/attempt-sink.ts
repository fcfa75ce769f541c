import type { AttemptEvent } from '@perdure/engine';

/** Where the reports of attempts go: the owner of their partition. */
export interface AttemptSink {
  /**
   * Takes the event; events of one attempt are applied in the order given. `onSettled` is called once the commit that
   * applied it is durable, or once it is dropped: until then it counts against the attempt's bounds.
   */
  report(event: AttemptEvent, onSettled: () => void): void;
  /**
   * Asks the store whether the partition is still this owner's, by a commit that changes nothing, and calls back once it
   * has answered, or once the owner has stopped, which is as good as a no.
   */
  confirmOwnership(onAnswer: (isOwner: boolean) => void): void;
}
