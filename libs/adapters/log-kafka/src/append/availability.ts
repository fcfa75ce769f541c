import { textOf } from '../client-errors.js';
import type { Logger } from '../logger.js';

/** What a node knows of whether the brokers take its records. Times are on the monotonic clock. */
export class Availability {
  private awaySinceMs: number | undefined;
  private lastStoredMs = -Infinity;
  private failure: unknown;

  constructor(private readonly logger: Logger) {}

  get isAway(): boolean {
    return this.awaySinceMs !== undefined;
  }

  /** Why the brokers were last found away; undefined while they are not. */
  get lastFailure(): unknown {
    return this.failure;
  }

  hasBeenAwayFor(durationMs: number, nowMs: number): boolean {
    return this.awaySinceMs !== undefined && nowMs - this.awaySinceMs > durationMs;
  }

  noteStored(): void {
    this.lastStoredMs = performance.now();
    this.noteConnected();
  }

  noteConnected(): void {
    this.awaySinceMs = undefined;
    this.failure = undefined;
  }

  noteFailure(failure: unknown): void {
    this.failure = failure;
    this.markAway(performance.now());
  }

  /** A record that was appended then is still not stored. If no other was either, the brokers have been away since. */
  noteOverdue(appendedMs: number): void {
    if (this.lastStoredMs >= appendedMs) return;
    this.failure ??= new Error('the brokers did not answer');
    this.markAway(appendedMs);
  }

  private markAway(sinceMs: number): void {
    if (this.awaySinceMs === undefined)
      this.logger.warn({ reason: textOf(this.failure) }, 'the log takes no records, trying again');
    this.awaySinceMs = Math.min(sinceMs, this.awaySinceMs ?? Infinity);
  }
}
