import type { RowChange } from '@perdure/engine';
import type { Frame, InvocationId, InvocationRow, Result } from '@perdure/model';
import type { Commit, Mutation } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';
import type { MemoryStateStore } from '@perdure/testkit/fakes';
import type { Checker, FinalRows, Judge } from './checkers/checker.js';
import { createCheckers } from './checkers/create-checkers.js';
import type { Scheduler } from './kernel/scheduler.js';
import type { Trace } from './kernel/trace.js';
import type { HandlerStart } from './sdk/handler-context.js';

/** A promise that was broken. */
export interface Violation {
  readonly checker: string;
  readonly message: string;
  readonly invocationId: string | undefined;
}

/** Hears of everything that matters, writes it down, and asks each checker what it thinks of it. */
export class Audit {
  /** The first one; what follows it is often its consequence. */
  violation: Violation | undefined;
  private checkers: readonly Checker[];

  constructor(
    private readonly trace: Trace,
    scheduler: Scheduler,
    {
      stored,
      ...world
    }: Pick<Judge, 'limitMax' | 'clockErrorMsMax'> & { readonly stored: () => MemoryStateStore },
  ) {
    const judge: Judge = {
      ...world,
      get nowMs() {
        return scheduler.nowMs;
      },
      stored: (partition, key) => stored().getSync(partition, key),
      fail: (checker, message, invocationId) => {
        this.violation ??= { checker, message, invocationId };
      },
    };
    this.checkers = createCheckers(judge);
  }

  committed(commit: Commit): void {
    const { partition, epoch, sequence, mutations } = commit;
    const changes = mutations.map(decodeMutation);
    this.trace.note(`commit  p${partition} epoch ${epoch} #${sequence}: ${describeChanges(changes)}`);
    for (const checker of this.checkers) checker.onCommit?.({ partition, commit, changes });
  }

  /** What was acknowledged is gone: only who can live with that goes on checking. */
  tailLost(): void {
    this.trace.note('loss    the store lost its tail');
    this.checkers = this.checkers.filter(({ isAboveLoss }) => isAboveLoss);
  }

  accepted(id: InvocationId): void {
    for (const checker of this.checkers) checker.onAccepted?.(id);
  }

  answered(id: InvocationId, result: Result): void {
    const text = result.kind === 'value' ? Buffer.from(result.value).toString() : result.failure.message;
    this.trace.note(`answer  ${id}: ${text}`);
    for (const checker of this.checkers) checker.onAnswer?.(id, result);
  }

  attemptStarted(row: InvocationRow, node: string): void {
    this.trace.note(`attempt ${row.id}@${row.attempt} on ${node}, ${row.attemptJournalLength} entries`);
    for (const checker of this.checkers) checker.onAttemptStarted?.(row, node);
  }

  replayed(row: InvocationRow, journal: readonly Frame[]): void {
    for (const checker of this.checkers) checker.onReplayed?.(row, journal);
  }

  /** A frame came into a running attempt. */
  forwarded(row: InvocationRow, frame: Frame): void {
    for (const checker of this.checkers) checker.onForwarded?.(row, frame);
  }

  /** The server sent what the protocol does not allow. */
  protocolBroken({ id, attempt, target }: InvocationRow, message: string): void {
    for (const checker of this.checkers)
      checker.onProtocolBroken?.(id, `${message} in attempt ${attempt} of ${target.service}`);
  }

  sessionStarted({ invocationId, attempt, protocolVersion }: HandlerStart): void {
    this.trace.note(`session ${invocationId}@${attempt} begins on V${protocolVersion}`);
  }

  handlerEnded({ invocationId, attempt }: HandlerStart): void {
    this.trace.note(`session ${invocationId}@${attempt} ends`);
  }

  mismatched(start: HandlerStart, message: string): void {
    for (const checker of this.checkers) checker.onMismatch?.(start, message);
  }

  runExecuted(start: HandlerStart, completionId: number): void {
    this.trace.note(`run     ${start.invocationId}@${start.attempt} executes ${completionId}`);
    for (const checker of this.checkers) checker.onRunExecuted?.(start, completionId);
  }

  runAcknowledged(start: HandlerStart, completionId: number): void {
    for (const checker of this.checkers) checker.onRunAcknowledged?.(start, completionId);
  }

  timerObserved(start: HandlerStart, completionId: number): void {
    for (const checker of this.checkers) checker.onTimerObserved?.(start, completionId);
  }

  stuck(what: string, id?: string): void {
    for (const checker of this.checkers) checker.onStuck?.(what, id);
  }

  ended(rows: readonly FinalRows[]): void {
    for (const checker of this.checkers) checker.atEnd?.(rows);
  }
}

function decodeMutation(mutation: Mutation): RowChange {
  if (mutation.kind === 'drop-group') return mutation;
  const { table, group, member } = mutation.key;
  return mutation.kind === 'delete'
    ? { kind: 'delete', table, group, member }
    : ({ kind: 'put', table, group, member, row: decodeRow(table, mutation.value) } as RowChange);
}

/** Invocations and what became of them; the rest as a number, for a trace is read by people. */
function describeChanges(changes: readonly RowChange[]): string {
  const invocations = changes.flatMap((change) => {
    if (change.table !== 'invocation') return [];
    if (change.kind !== 'put') return [`${change.group} forgotten`];
    const { status, attempt, journalLength } = change.row;
    return [`${change.group}@${attempt} ${status} with ${journalLength} entries`];
  });
  return [...invocations, `${changes.length} changes`].join(', ');
}
