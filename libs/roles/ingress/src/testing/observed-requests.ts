import type { IngressObserver, RequestEnding } from '../ingress-observer.js';

/** Keeps what an ingress tells its observer. */
export class ObservedRequests implements IngressObserver {
  inProgress = 0;
  admitted = 0;
  readonly endings: RequestEnding[] = [];
  readonly durationsMs: number[] = [];
  private wake: Array<() => void> = [];

  onInProgressChanged(count: number): void {
    this.inProgress = count;
    for (const resolve of this.wake.splice(0)) resolve();
  }

  onAdmitted(): void {
    this.admitted++;
  }

  onEnded(ending: RequestEnding, durationMs: number): void {
    this.endings.push(ending);
    this.durationsMs.push(durationMs);
  }

  /** Resolves when so many requests are in progress: a client has its answer a moment before its request is over. */
  async untilInProgress(count: number): Promise<void> {
    while (this.inProgress !== count) await new Promise<void>((resolve) => this.wake.push(resolve));
    // The end of a request is told right after the count, in the same turn.
    await Promise.resolve();
  }
}
