import type { Frame, InvocationId, NodeMessage, PartitionCommand, PartitionId } from '@perdure/model';

/**
 * What must happen after, and only after, the commit of the same transition. Effects may be lost in a crash: a new
 * owner derives each again from state, so every effect is safe to repeat.
 */
export type Effect =
  /** Start an attempt. `input` spares the invoker a read when the journal holds nothing else. */
  | {
      readonly kind: 'start-attempt';
      readonly invocationId: InvocationId;
      readonly attempt: number;
      readonly input?: Frame;
    }
  /** Cut the attempt: killed, or it broke a rule. */
  | { readonly kind: 'abort-attempt'; readonly invocationId: InvocationId; readonly attempt: number }
  /** Half-close the attempt's request, so that it suspends where it next blocks. */
  | { readonly kind: 'ask-to-suspend'; readonly invocationId: InvocationId; readonly attempt: number }
  /**
   * Send a frame into the running attempt. `journalIndex` is the entry it stands for: an attempt that replayed that
   * entry already skips it. Acknowledgements, which are no entries, carry none.
   */
  | {
      readonly kind: 'forward';
      readonly invocationId: InvocationId;
      readonly attempt: number;
      readonly frame: Frame;
      readonly journalIndex?: number;
    }
  /** More of those who wait for this counter may start than one transition lets: feed `slots-freed` back. */
  | { readonly kind: 'admit-more'; readonly counter: string }
  /** A timer row was written that is due then. */
  | { readonly kind: 'arm-timer'; readonly dueAtMs: number }
  /** Append to another partition's log, then report `outbox-delivered`. */
  | {
      readonly kind: 'send';
      readonly partition: PartitionId;
      readonly command: PartitionCommand;
      readonly outboxNumber: number;
    }
  | { readonly kind: 'notify-node'; readonly nodeId: string; readonly message: NodeMessage };
