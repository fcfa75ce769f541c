import type { AttemptOutcome, InvokerObserver } from '../observer.js';

/** Keeps what an invoker tells its observer. */
export class ObservedAttempts implements InvokerObserver {
  started = 0;
  readonly outcomes: AttemptOutcome[] = [];
  readonly durationsMs: number[] = [];
  load = { running: 0, waiting: 0 };

  onStarted(): void {
    this.started++;
  }

  onEnded(outcome: AttemptOutcome, durationMs: number): void {
    this.outcomes.push(outcome);
    this.durationsMs.push(durationMs);
  }

  onLoadChanged(running: number, waiting: number): void {
    this.load = { running, waiting };
  }
}
