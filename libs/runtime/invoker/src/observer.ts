/** Why an attempt is over. */
export type AttemptOutcome =
  /** The handler ended, with a value or a failure. */
  | 'completed'
  | 'suspended'
  /** It will be retried, unless its policy says otherwise; nothing is said about the invocation. */
  | 'failed'
  /** Cut from our side: killed, taken over by a newer attempt, or the partition was lost. */
  | 'aborted';

/** Told what the invoker does, for metrics. */
export interface InvokerObserver {
  /** An attempt got a slot. */
  onStarted(): void;
  /** Called once per started attempt. Those that never got a slot are not told. */
  onEnded(outcome: AttemptOutcome, durationMs: number): void;
  /**
   * @param running attempts that hold a slot
   * @param waiting attempts in the queue; one that is cut stays there until its turn
   */
  onLoadChanged(running: number, waiting: number): void;
}
