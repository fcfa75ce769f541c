import type { Frame, InvocationRow } from '@perdure/model';
import { decodeMessage } from '../sdk/frames.js';
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

/** What an attempt replays is what was committed, entry by entry; and handlers do again what they did. */
export class ReplayEqualsLive extends Checker {
  readonly name = 'ReplayEqualsLive';
  private readonly journals = new Map<string, string[]>();

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
      const text = textOf(change.row.frame);
      if (journal[index] !== undefined && journal[index] !== text)
        this.fail(`entry ${index} was ${journal[index]} and became ${text}`, change.group);
      if (index > journal.length) this.fail(`entry ${index} follows ${journal.length - 1}`, change.group);
      journal[index] = text;
    }
  }

  override onReplayed({ id, attempt }: InvocationRow, frames: readonly Frame[]): void {
    const journal = this.journals.get(id);
    for (const [index, frame] of frames.entries())
      if (journal !== undefined && journal[index] !== textOf(frame))
        this.fail(`attempt ${attempt} replays ${textOf(frame)} as entry ${index}`, id);
  }

  override onMismatch({ invocationId }: HandlerStart, message: string): void {
    this.fail(message, invocationId);
  }
}

function textOf(frame: Frame): string {
  return Buffer.from(frame.payload).toString();
}

/** Timers may be late, never early. */
export class TimerNotEarly extends Checker {
  readonly name = 'TimerNotEarly';
  private readonly wakeUpAtMs = new Map<string, number>();

  override onCommit({ changes }: ObservedCommit): void {
    for (const change of changes) {
      if (change.table !== 'journal' || change.kind !== 'put') continue;
      const message = decodeMessage(change.row.frame);
      if (message.kind !== 'command' || message.command.kind !== 'sleep') continue;
      const { completionId, wakeUpAtMs } = message.command;
      this.wakeUpAtMs.set(`${change.group}:${completionId}`, wakeUpAtMs);
    }
  }

  override onTimerObserved({ invocationId }: HandlerStart, completionId: number): void {
    const dueAtMs = this.wakeUpAtMs.get(`${invocationId}:${completionId}`);
    if (dueAtMs === undefined)
      this.fail(`sleep ${completionId} ended, and was never asked for`, invocationId);
    else if (dueAtMs > this.judge.nowMs)
      this.fail(`sleep ${completionId} ended ${dueAtMs - this.judge.nowMs} ms early`, invocationId);
  }

  override onAttemptStarted({ id, executeAtMs = 0 }: InvocationRow): void {
    if (executeAtMs > this.judge.nowMs) this.fail(`started ${executeAtMs - this.judge.nowMs} ms early`, id);
  }
}
