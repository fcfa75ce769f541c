import type { Clock } from '@perdure/ports';

/** Something with a deadline that may move at any time, for example because there was activity. */
export interface Watched {
  /** Unix ms; infinite for none. Cheap: it is asked often. */
  readonly deadlineMs: number;
  onDeadline(nowMs: number): void;
}

/** Deadlines are seconds to minutes; nobody minds these few ms, and many of them then share one look. */
const resolutionMs = 50;

/**
 * Watches the deadlines of all attempts with one timer. A message only moves a number; the timer finds out when it fires
 * and goes on to the earliest deadline there is by then. A deadline that moves *closer* has to be announced.
 */
export class DeadlineWatch {
  private readonly watched = new Set<Watched>();
  private armedForMs = Number.POSITIVE_INFINITY;
  private cancelTimer: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  add(item: Watched): void {
    this.watched.add(item);
    this.movedCloser(item);
  }

  movedCloser(item: Watched): void {
    if (item.deadlineMs < this.armedForMs) this.arm(item.deadlineMs);
  }

  delete(item: Watched): void {
    this.watched.delete(item);
    if (this.watched.size === 0) this.disarm();
  }

  private look(): void {
    this.disarm();
    const nowMs = this.clock.nowMs();
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const item of this.watched) {
      if (item.deadlineMs <= nowMs) item.onDeadline(nowMs);
      if (this.watched.has(item) && item.deadlineMs < earliestMs) earliestMs = item.deadlineMs;
    }
    if (earliestMs < this.armedForMs) this.arm(earliestMs);
  }

  private arm(deadlineMs: number): void {
    if (deadlineMs === Number.POSITIVE_INFINITY) return;
    this.disarm();
    this.armedForMs = deadlineMs;
    const delayMs = Math.max(resolutionMs, deadlineMs - this.clock.nowMs());
    this.cancelTimer = this.clock.schedule(delayMs, () => this.look());
  }

  private disarm(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.armedForMs = Number.POSITIVE_INFINITY;
  }
}
