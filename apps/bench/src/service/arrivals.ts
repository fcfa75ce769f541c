import { createHistogram, performance } from 'node:perf_hooks';

export interface ArrivalReport {
  readonly count: number;
  readonly lateP50Ms: number;
  readonly lateP99Ms: number;
  /** Unix time. */
  readonly lastMs: number;
}

/** Counts the invocations that reached their handler, and how late they were if they had a time to keep. */
export class Arrivals {
  private readonly latenessMs = createHistogram();
  private count = 0;
  private lastMs = 0;

  add(lateMs = 0): void {
    this.count += 1;
    this.lastMs = performance.timeOrigin + performance.now();
    // The histogram takes whole numbers from 1, so it holds one more than it should.
    this.latenessMs.record(Math.max(0, Math.round(lateMs)) + 1);
  }

  reset(): void {
    this.count = 0;
    this.latenessMs.reset();
  }

  report(): ArrivalReport {
    return {
      count: this.count,
      lateP50Ms: this.latenessMs.percentile(50) - 1,
      lateP99Ms: this.latenessMs.percentile(99) - 1,
      lastMs: this.lastMs,
    };
  }
}
