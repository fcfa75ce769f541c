import type { Clock } from '@perdure/ports';

interface Alarm {
  readonly dueAtMs: number;
  readonly callback: () => void;
}

/** Time that passes only when told to. */
export class ManualClock implements Clock {
  private readonly alarms = new Set<Alarm>();

  constructor(private timeMs = 1_700_000_000_000) {}

  nowMs(): number {
    return this.timeMs;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const alarm = { dueAtMs: this.timeMs + Math.max(0, delayMs), callback };
    this.alarms.add(alarm);
    return () => {
      this.alarms.delete(alarm);
    };
  }

  /** Number of callbacks that wait. */
  get scheduledCount(): number {
    return this.alarms.size;
  }

  /** When the next callback is due; undefined when none waits. */
  get nextDueAtMs(): number | undefined {
    return this.next()?.dueAtMs;
  }

  /**
   * Lets time pass. Callbacks run in the order they are due, each at its own time, also those scheduled by callbacks
   * on the way.
   */
  advance(durationMs: number): void {
    const targetMs = this.timeMs + durationMs;
    for (let alarm = this.next(); alarm !== undefined && alarm.dueAtMs <= targetMs; alarm = this.next()) {
      this.timeMs = Math.max(this.timeMs, alarm.dueAtMs);
      this.alarms.delete(alarm);
      alarm.callback();
    }
    this.timeMs = targetMs;
  }

  /** The earliest; of those due together, the one scheduled first. */
  private next(): Alarm | undefined {
    let earliest: Alarm | undefined;
    for (const alarm of this.alarms) {
      if (earliest === undefined || alarm.dueAtMs < earliest.dueAtMs) earliest = alarm;
    }
    return earliest;
  }
}
