import type { DeploymentId } from '../ids/deployment-id.js';
import type { InvocationId } from '../ids/invocation-id.js';
import type { PartitionId } from '../ids/partition-id.js';
import type { AttemptFailure, InvocationSource, InvocationStatus, Retention } from '../invocation/status.js';
import type { AwaitPoint } from '../journal/await-point.js';
import type { LimitLevel } from '../limits/limit-level.js';
import type { ConcurrencyLimit } from '../limits/rule-book.js';
import type { Frame } from '../journal/frame.js';
import type { Listener, PartitionCommand } from '../partition/partition-command.js';
import type { StateChange } from '../partition/state-change.js';
import type { Result } from '../result.js';
import type { InvocationTarget } from '../target.js';
import type { TraceContext } from '../trace-context.js';

/**
 * The rows of a partition, as the engine sees them. Rows are values: nobody changes one in place.
 * A row is addressed by table, group and member; groups can be scanned in member order and dropped whole.
 */
export interface RowTypes {
  /** group: invocation id; member: none */
  invocation: InvocationRow;
  /** group: invocation id; member: index ({@link indexMember}) */
  journal: JournalRow;
  /** group: invocation id; member: {@link completionMember}, {@link signalMember} or {@link namedSignalMember} */
  notification: NotificationRow;
  /** group: instance; member: name of the state entry */
  state: Uint8Array;
  /** group: instance; member: none */
  lock: LockRow;
  /** group: instance; member: position in the inbox */
  inbox: InboxRow;
  /** group: instance; member: name of the promise */
  promise: PromiseRow;
  /** group: none; member: {@link timerMember} */
  timer: TimerRow;
  /** group: none; member: outbox number */
  outbox: OutboxRow;
  /** group: none; member: the sender. Holds the highest outbox number seen from it. */
  received: number;
  /** group: none; member: invocation id. Every invocation that is not complete, for recovery and listing. */
  active: InvocationStatus;
  /** group: none; member: none */
  counters: CountersRow;
  /** group: none; member: a counter of a limit (`limitCounter`). Only those with slots taken or somebody waiting. */
  limit: LimitRow;
  /** group: a counter; member: invocation id. Who waits for a slot of it. */
  waiting: WaitingRow;
}

export type Table = keyof RowTypes;

export interface RowKey<T extends Table = Table> {
  readonly table: T;
  readonly group: string;
  readonly member: string;
}

export interface InvocationRow {
  readonly id: InvocationId;
  readonly status: InvocationStatus;
  readonly target: InvocationTarget;
  readonly source: InvocationSource;
  readonly retention: Retention;
  readonly idempotencyKey?: string;
  readonly limitKey?: string;
  /** The invocation whose random seed its handler sees, when it goes on with the journal of that one; else its own. */
  readonly seededBy?: InvocationId;
  /** The request that created it: tells its own retry from somebody else's duplicate. */
  readonly createdByRequestId?: string;
  /** The parent of its attempts in a trace, when somebody traces it. */
  readonly trace?: TraceContext;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  /** Start time asked for; kept after the start, for display. */
  readonly executeAtMs?: number;
  /** First time an attempt was asked for. */
  readonly startedAtMs?: number;
  readonly completedAtMs?: number;

  /** Number of journal entries, commands and notifications alike: the `known_entries` of the next attempt. */
  readonly journalLength: number;
  /** Number of commands among them. */
  readonly commandCount: number;
  /** Fencing token: grows with every attempt; reports of an older one are ignored. */
  readonly attempt: number;
  /** Journal length when that attempt was asked for: what came later is news to a handler that suspends. */
  readonly attemptJournalLength: number;
  /** Chosen with the first stored command; every later attempt goes there. */
  readonly pin?: DeploymentPin;
  /** Failed attempts counted against the retry policy. */
  readonly failedAttempts: number;
  /** Failed attempts since the journal grew; SDKs decide run retries by it (service-protocol 5.8). */
  readonly failedAttemptsSinceLastEntry: number;
  readonly lastEntryAtMs: number;
  readonly lastFailure?: AttemptFailure;
  /** When a `backing-off` invocation is tried again. */
  readonly retryAtMs?: number;
  /** What a `suspended` invocation waits for. */
  readonly awaiting?: AwaitPoint;
  /** Position in the inbox of its instance, while `inboxed`. */
  readonly inboxPosition?: number;
  /** Levels whose limit counts it, while it runs or waits for the slots it still lacks; absent when none does. */
  readonly slots?: readonly LimitLevel[];
  /** What a `waiting` invocation waits for: a slot at this level, by the rule as it was when it began to wait. */
  readonly waitingFor?: ConcurrencyLimit & { readonly level: LimitLevel };
  /** An operator asked for a pause; takes effect when the running attempt ends. */
  readonly isPauseRequested?: boolean;
  /** The Output seen last; it becomes the result when the attempt ends. */
  readonly output?: Result;
  readonly listeners: readonly Listener[];
  /** Set when `completed`. */
  readonly result?: Result;
}

export interface DeploymentPin {
  readonly deploymentId: DeploymentId;
  readonly protocolVersion: number;
}

/** One journal entry: the frame that replay sends, byte for byte. */
export interface JournalRow {
  readonly frame: Frame;
  readonly appendedAtMs: number;
}

/** That a notification is in the journal, and how it turned out: what suspensions are decided by. */
export interface NotificationRow {
  readonly journalIndex: number;
  readonly isFailure: boolean;
}

/**
 * The exclusive lock of an object and the bounds of its inbox: waiting invocations sit at positions
 * `inboxHead` (included) to `inboxTail` (excluded), with holes where one was cancelled.
 */
export interface LockRow {
  readonly holder: InvocationId;
  readonly inboxHead: number;
  readonly inboxTail: number;
}

/** Who or what waits at one position of an inbox: an invocation for the lock, a change of the state for its turn. */
export type InboxRow = InvocationId | StateChange;

export interface PromiseRow {
  readonly result?: Result;
  readonly listeners: ReadonlyArray<{ readonly invocationId: InvocationId; readonly completionId: number }>;
}

export type TimerKind = 'sleep' | 'start' | 'retry' | 'purge' | 'purge-journal';

export interface TimerRow {
  readonly kind: TimerKind;
  readonly invocationId: InvocationId;
  readonly dueAtMs: number;
  /** Completion to deliver, for `sleep`; 0 otherwise. */
  readonly completionId: number;
}

export interface OutboxRow {
  readonly partition: PartitionId;
  readonly command: PartitionCommand;
}

export interface CountersRow {
  readonly nextOutboxNumber: number;
}

/** One counter of a limit: how many invocations count, and who waits to. */
export interface LimitRow {
  readonly slotsTaken: number;
  /** Those that have started before go first: what was begun gets finished. */
  readonly resuming?: LimitLane;
  readonly starting?: LimitLane;
}

export type LimitLaneName = 'resuming' | 'starting';

/**
 * A line of waiting invocations, first come, first served; {@link WaitingRow} links them. So whoever leaves, from
 * wherever, leaves no hole, and nothing is ever scanned.
 */
export interface LimitLane {
  readonly first: InvocationId;
  readonly last: InvocationId;
  /** The one before the last; absent when there is only one. */
  readonly beforeLast?: InvocationId;
  readonly length: number;
}

export interface WaitingRow {
  /** Without meaning for the first of a lane. */
  readonly previous?: InvocationId;
  readonly next?: InvocationId;
}
