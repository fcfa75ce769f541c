import type { Clock } from '@perdure/ports';

/** Time that passes only when told to. */
export class ManualClock implements Clock {
  private readonly alarms = new Map<symbol, { readonly dueAtMs: number; readonly callback: () => void }>();

  constructor(private timeMs = Date.UTC(2026, 10, 24, 7, 19, 45, 76)) {}

  get armedCount(): number {
    return this.alarms.size;
  }

  nowMs(): number {
    return this.timeMs;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const id = Symbol();
    this.alarms.set(id, { dueAtMs: this.timeMs + delayMs, callback });
    return () => this.alarms.delete(id);
  }

  advance(ms: number): void {
    this.timeMs += ms;
    for (const [id, { dueAtMs, callback }] of [...this.alarms]) {
      if (dueAtMs > this.timeMs) continue;
      this.alarms.delete(id);
      callback();
    }
  }
}
