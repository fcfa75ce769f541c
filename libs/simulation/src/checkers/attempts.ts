import type { Frame, InvocationId, InvocationRow } from '@perdure/model';
import { decodeMessage, describeMessage, type Message } from '../sdk/frames.js';
import type { HandlerStart } from '../sdk/handler-context.js';
import { Checker, type ObservedCommit } from './checker.js';

/** One attempt at a time counts: tokens are committed before they are used, used once, and never go back. */
export class OneLiveAttempt extends Checker {
  readonly name = 'OneLiveAttempt';
  private readonly committed = new Map<string, number>();
  private readonly lastWriter = new Map<string, number>();
  private readonly started = new Map<string, string>();

  override onAttemptStarted({ id, attempt }: InvocationRow, node: string): void {
    const committed = this.committed.get(id) ?? 0;
    if (attempt > committed)
      this.fail(`${node} started attempt ${attempt}, and only ${committed} is committed`, id);
    const token = `${id}@${attempt}`;
    const other = this.started.get(token);
    if (other !== undefined) this.fail(`attempt ${attempt} was started by ${other} and by ${node}`, id);
    this.started.set(token, node);
  }

  override onCommit({ changes }: ObservedCommit): void {
    for (const change of changes) {
      const { table, group } = change;
      if (table === 'invocation' && change.kind === 'put') {
        const before = this.committed.get(group) ?? 0;
        if (change.row.attempt < before)
          this.fail(`went back from attempt ${before} to ${change.row.attempt}`, group);
        this.committed.set(group, change.row.attempt);
      } else if (table === 'journal' && change.kind === 'put') this.checkWriter(group, change.row.frame);
    }
  }

  private checkWriter(id: string, frame: Frame): void {
    const message = decodeMessage(frame);
    if (message.kind !== 'command' || message.by === undefined) return;
    const last = this.lastWriter.get(id) ?? 0;
    if (message.by < last) this.fail(`attempt ${message.by} wrote after attempt ${last}`, id);
    this.lastWriter.set(id, message.by);
  }
}

/** A run whose result was acknowledged never executes again, in the same attempt or a later one. */
export class NoStepAfterAck extends Checker {
  readonly name = 'NoStepAfterAck';
  private readonly acknowledged = new Map<string, number>();

  override onRunAcknowledged({ invocationId, attempt }: HandlerStart, completionId: number): void {
    const run = `${invocationId}:${completionId}`;
    if (!this.acknowledged.has(run)) this.acknowledged.set(run, attempt);
  }

  override onRunExecuted({ invocationId, attempt }: HandlerStart, completionId: number): void {
    // An attempt that is superseded and does not know it yet may still be at it: that is what `run` warns of.
    const by = this.acknowledged.get(`${invocationId}:${completionId}`);
    if (by !== undefined && attempt >= by)
      this.fail(
        `run ${completionId} executed in attempt ${attempt}, acknowledged to attempt ${by}`,
        invocationId,
      );
  }
}

/**
 * What an attempt replays is what was committed, entry by entry, and what it is told later are the notifications that
 * follow, each once and in their order; and handlers do again what they did.
 */
export class ReplayEqualsLive extends Checker {
  readonly name = 'ReplayEqualsLive';
  private readonly journals = new Map<string, Frame[]>();
  /** Per attempt, how much of the journal it knows. */
  private readonly known = new Map<string, number>();

  override onCommit({ changes }: ObservedCommit): void {
    for (const change of changes) {
      if (change.table !== 'journal') continue;
      if (change.kind !== 'put') {
        this.journals.delete(change.group);
        continue;
      }
      const journal = this.journals.get(change.group) ?? [];
      this.journals.set(change.group, journal);
      const index = Number.parseInt(change.member, 16);
      const { frame } = change.row;
      const before = journal[index];
      if (before !== undefined && !isSame(before, frame))
        this.fail(`entry ${index} was ${textOf(before)} and became ${textOf(frame)}`, change.group);
      if (index > journal.length) this.fail(`entry ${index} follows ${journal.length - 1}`, change.group);
      journal[index] = frame;
    }
  }

  override onReplayed({ id, attempt }: InvocationRow, frames: readonly Frame[]): void {
    const journal = this.journals.get(id);
    this.known.set(`${id}@${attempt}`, frames.length);
    for (const [index, frame] of frames.entries()) {
      const committed = journal?.[index];
      if (journal !== undefined && (committed === undefined || !isSame(committed, frame)))
        this.fail(`attempt ${attempt} replays ${textOf(frame)} as entry ${index}`, id);
    }
  }

  override onForwarded({ id, attempt }: InvocationRow, frame: Frame): void {
    const journal = this.journals.get(id);
    const message = decodeMessage(frame);
    // The invocation is gone, and its attempt does not know yet; or a command is acknowledged, which is no entry.
    if (journal === undefined || message.kind === 'command-ack') return;
    let index = this.known.get(`${id}@${attempt}`) ?? 0;
    while (isCommand(journal[index])) index++;
    this.known.set(`${id}@${attempt}`, index + 1);
    const next = journal[index];
    const isNext =
      next !== undefined &&
      (message.kind === 'run-ack' ? isRunCompletion(next, message.completionId) : isSame(next, frame));
    if (isNext) return;
    const expected = next === undefined ? 'none' : textOf(next);
    this.fail(`attempt ${attempt} is told ${textOf(frame)}, and the next committed is ${expected}`, id);
  }

  override onMismatch({ invocationId }: HandlerStart, message: string): void {
    this.fail(message, invocationId);
  }
}

function isSame(one: Frame, other: Frame): boolean {
  return one.type === other.type && Buffer.compare(one.payload, other.payload) === 0;
}

function isCommand(frame: Frame | undefined): boolean {
  return frame !== undefined && decodeMessage(frame).kind === 'command';
}

/** What an acknowledgement of a run stands for. */
function isRunCompletion(frame: Frame, completionId: number): boolean {
  const message = decodeMessage(frame);
  if (message.kind !== 'notification' || message.notification.kind !== 'completion') return false;
  return message.notification.of === 'run' && message.notification.completionId === completionId;
}

function textOf(frame: Frame): string {
  return describeMessage(decodeMessage(frame));
}

/** Service and server understand each other: what is sent is what the protocol allows there. */
export class ProtocolKept extends Checker {
  readonly name = 'ProtocolKept';

  override onProtocolBroken(id: InvocationId, message: string): void {
    this.fail(message, id);
  }
}

/**
 * Timers may be late, never early: by the clock of the owner that lets them ring, which is the only one he has, and by the
 * true one but for what his may be wrong.
 */
export class TimerNotEarly extends Checker {
  readonly name = 'TimerNotEarly';
  private readonly wakeUpAtMs = new Map<string, number>();
  /** Invocations whose time had come, by the clock of the owner they had then. */
  private readonly due = new Set<string>();

  override onCommit({ changes }: ObservedCommit): void {
    for (const change of changes) {
      if (change.kind !== 'put') continue;
      if (change.table === 'journal')
        this.follow(change.group, decodeMessage(change.row.frame), change.row.appendedAtMs);
      else if (change.table === 'invocation') this.checkStart(change.row);
    }
  }

  override onTimerObserved({ invocationId }: HandlerStart, completionId: number): void {
    const dueAtMs = this.wakeUpAtMs.get(`${invocationId}:${completionId}`);
    if (dueAtMs === undefined)
      this.fail(`sleep ${completionId} ended, and was never asked for`, invocationId);
    else this.expectDue(dueAtMs, `sleep ${completionId} ended`, invocationId);
  }

  override onAttemptStarted({ id, executeAtMs = 0 }: InvocationRow): void {
    this.expectDue(executeAtMs, 'started', id);
  }

  private follow(id: string, message: Message, appendedAtMs: number): void {
    if (message.kind === 'command' && message.command.kind === 'sleep') {
      const { completionId, wakeUpAtMs } = message.command;
      this.wakeUpAtMs.set(`${id}:${completionId}`, wakeUpAtMs);
    }
    if (message.kind !== 'notification' || message.notification.kind !== 'completion') return;
    const { of, completionId } = message.notification;
    const dueAtMs = of === 'sleep' ? this.wakeUpAtMs.get(`${id}:${completionId}`) : undefined;
    if (dueAtMs !== undefined && dueAtMs > appendedAtMs)
      this.fail(`sleep ${completionId} ended ${dueAtMs - appendedAtMs} ms early for its owner`, id);
  }

  /** Where it is to wait longer, for its object say, another owner may start it, by a clock that is behind. */
  private checkStart({ id, status, executeAtMs = 0, modifiedAtMs }: InvocationRow): void {
    const isDueNow = status !== 'scheduled' && !this.due.has(id);
    if (status === 'scheduled') this.due.delete(id);
    else this.due.add(id);
    if (isDueNow && modifiedAtMs < executeAtMs)
      this.fail(`was due ${executeAtMs - modifiedAtMs} ms early for its owner`, id);
  }

  private expectDue(dueAtMs: number, what: string, id: string): void {
    const earlyMs = dueAtMs - this.judge.nowMs;
    if (earlyMs > this.judge.clockErrorMsMax) this.fail(`${what} ${earlyMs} ms early`, id);
  }
}
