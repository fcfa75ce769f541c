import type { Clock } from '@perdure/ports';

/** The machine's wall clock. Timers never fire before their delay is over, and keep no process alive. */
export class SystemClock implements Clock {
  nowMs(): number {
    return Date.now();
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  }
}
