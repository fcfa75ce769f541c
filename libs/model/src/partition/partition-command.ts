import type { DeploymentId } from '../ids/deployment-id.js';
import type { InvocationId } from '../ids/invocation-id.js';
import type { EntryStamp } from '../journal/entry-stamp.js';
import type { Notification, SignalId } from '../journal/notification.js';
import type { SignalResult } from '../journal/command.js';
import type { InvocationSource, Retention } from '../invocation/status.js';
import type { DeploymentPin } from '../rows/rows.js';
import type { InstanceId, InvocationTarget } from '../target.js';
import type { TraceContext } from '../trace-context.js';
import type { StateChange } from './state-change.js';

/** Where a reply goes: a request that waits on a node. Replies are hints; the store is the truth. */
export interface ReplyTo {
  readonly nodeId: string;
  readonly requestId: string;
}

/** Who wants the result of an invocation: an ingress node, or a completion in another invocation's journal. */
export type Listener =
  | { readonly kind: 'node'; readonly nodeId: string }
  | {
      readonly kind: 'invocation';
      readonly invocationId: InvocationId;
      readonly completionId: number;
      readonly of: 'call' | 'attach-invocation';
      /** The entry of the listener's journal that asked; absent in what earlier versions wrote. */
      readonly askedBy?: EntryStamp;
    };

/**
 * Accept an invocation. If the id is known already, nothing new starts: the listener is attached to what exists
 * (idempotency), except for workflow main handlers, where a listener gets `workflowAlreadyInvoked`.
 */
export interface InvokeCommand {
  readonly kind: 'invoke';
  readonly invocationId: InvocationId;
  readonly target: InvocationTarget;
  /** Payload of the Input command frame: headers and body, encoded once where the request came in. */
  readonly input: Uint8Array;
  readonly source: InvocationSource;
  readonly retention: Retention;
  readonly idempotencyKey?: string;
  readonly limitKey?: string;
  /** Unix ms before which the invocation must not start. */
  readonly executeAtMs?: number;
  /** Gets the result when there is one. */
  readonly listener?: Listener;
  /** Gets an `accepted` or `previously-accepted` reply once that is durable. */
  readonly replyTo?: ReplyTo;
  /** Where the invocation belongs in a trace, when somebody traces it. */
  readonly trace?: TraceContext;
}

/** A message on the command log of one partition. Everything it needs, time and ids included, travels in it. */
export type PartitionCommand =
  | InvokeCommand
  /** Register a listener; answers at once when the invocation is complete or unknown. */
  | {
      readonly kind: 'attach';
      readonly invocationId: InvocationId;
      readonly listener: Listener;
      readonly replyTo?: ReplyTo;
    }
  /** Ask for the result without waiting, on behalf of a handler (`ctx.invocation(id).output()`). */
  | {
      readonly kind: 'get-output';
      readonly invocationId: InvocationId;
      readonly requester: InvocationId;
      readonly completionId: number;
      /** As in a {@link Listener}. */
      readonly askedBy?: EntryStamp;
    }
  /** Append a signal (an awakeable's completion, a user signal) to a journal; unknown or finished: dropped. */
  | {
      readonly kind: 'signal';
      readonly invocationId: InvocationId;
      readonly signal: SignalId;
      readonly result: SignalResult;
    }
  /** A completion for a command of another partition's invocation; dropped when `askedBy` is not in its journal. */
  | {
      readonly kind: 'notify';
      readonly invocationId: InvocationId;
      readonly notification: Notification;
      /** As in a {@link Listener}. */
      readonly askedBy?: EntryStamp;
    }
  | { readonly kind: 'cancel'; readonly invocationId: InvocationId; readonly replyTo?: ReplyTo }
  | { readonly kind: 'kill'; readonly invocationId: InvocationId; readonly replyTo?: ReplyTo }
  | { readonly kind: 'purge'; readonly invocationId: InvocationId; readonly replyTo?: ReplyTo }
  | { readonly kind: 'purge-journal'; readonly invocationId: InvocationId; readonly replyTo?: ReplyTo }
  | { readonly kind: 'pause'; readonly invocationId: InvocationId; readonly replyTo?: ReplyTo }
  | {
      readonly kind: 'resume';
      readonly invocationId: InvocationId;
      /** Move the invocation onto this deployment. */
      readonly deploymentId?: DeploymentId;
      readonly replyTo?: ReplyTo;
    }
  | RestartCommand
  /** Change the state of an object in turn with its exclusive handlers, of a workflow at once. */
  | { readonly kind: 'modify-state'; readonly instance: InstanceId; readonly change: StateChange };

/**
 * Start a completed invocation once more, under another id of the same partition and with the first entries of its
 * journal. Asked for again under the same new id, nothing more happens.
 */
export interface RestartCommand {
  readonly kind: 'restart-as-new';
  /** The invocation that is restarted; it stays as it is. */
  readonly invocationId: InvocationId;
  readonly newInvocationId: InvocationId;
  /** Index of the last journal entry taken over; 0 is the input. */
  readonly lastEntry: number;
  /** Where the new one runs; undefined when that is chosen as for any other. */
  readonly pin?: DeploymentPin;
  readonly replyTo?: ReplyTo;
}

export type PartitionCommandKind = PartitionCommand['kind'];

/**
 * A command as the log carries it. `origin` is set when another partition sent it from its outbox: the receiver
 * remembers the highest number per sender and drops repeats.
 */
export interface PartitionRecord {
  readonly command: PartitionCommand;
  readonly origin?: { readonly sender: string; readonly number: number };
}
