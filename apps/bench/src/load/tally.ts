import { createHistogram, performance, type RecordableHistogram } from 'node:perf_hooks';

import { type LoadResult, type Until } from './load-plan.js';
import { type ResponseReader } from './response-reader.js';

/** What happened so far, on all connections together. */
export class Tally {
  answered = 0;
  private issued = 0;
  private failed = 0;
  private firstFailure: string | undefined;
  private readonly latencies: RecordableHistogram = createHistogram();
  private readonly countMax: number;
  private readonly durationMs: number;
  private startedMs = 0;
  private lastAnswerMs = 0;

  constructor(until: Until) {
    this.countMax = 'count' in until ? until.count : Infinity;
    this.durationMs = 'seconds' in until ? until.seconds * 1000 : Infinity;
  }

  start(): void {
    this.startedMs = performance.now();
  }

  /** Whether one more request shall be sent; it then counts as sent. */
  takeTurn(nowMs: number): boolean {
    if (this.issued >= this.countMax || nowMs - this.startedMs >= this.durationMs) return false;
    this.issued += 1;
    return true;
  }

  record(sentMs: number, nowMs: number, reader: ResponseReader): void {
    this.lastAnswerMs = nowMs;
    // The histogram takes whole numbers from 1.
    this.latencies.record(Math.max(1, Math.round((nowMs - sentMs) * 1e6)));
    if (reader.status >= 200 && reader.status < 300) {
      this.answered += 1;
    } else {
      this.failed += 1;
      this.firstFailure ??= reader.preview;
    }
  }

  result(cpuMicros: number): LoadResult {
    return {
      answered: this.answered,
      failed: this.failed,
      firstFailure: this.firstFailure,
      seconds: (this.lastAnswerMs - this.startedMs) / 1000,
      p50Ms: this.latencies.percentile(50) / 1e6,
      p99Ms: this.latencies.percentile(99) / 1e6,
      cpuMicros,
    };
  }

  get progress(): number {
    return this.answered + this.failed;
  }
}
