import { indexMember, single, timerDueAtMs, timersDueUntil, type PartitionId } from '@perdure/model';
import type { Clock, StateReader } from '@perdure/ports';

/** Timers handed over at once; the next page waits until these are applied, which bounds what is in flight. */
const pageTimers = 256;
/** A timer further away is looked at again by then; also keeps clear of the 24.8 days a Node timer can hold. */
const armedMsMax = 24 * 60 * 60 * 1000;
/** Wait before timers are read again after the store failed. */
const retryMs = 1000;

/**
 * Fires the partition's durable timers. They live in the store, ordered by due time; in memory there is one clock
 * timer, armed for the first of them. So a million sleeping handlers cost nothing here.
 */
export class DurableTimers {
  private armedForMs = Number.POSITIVE_INFINITY;
  private disarm: (() => void) | undefined;
  private isFiring = false;
  private isStopped = false;

  constructor(
    private readonly partition: PartitionId,
    private readonly reader: StateReader,
    private readonly clock: Clock,
    /** Applies the timer; resolves when that is durable, rejects when the partition stopped. */
    private readonly fire: (member: string) => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** A timer that is due then was stored. */
  arm(dueAtMs: number): void {
    if (this.isStopped || dueAtMs >= this.armedForMs) return;
    this.armedForMs = dueAtMs;
    if (this.isFiring) return; // Looked at again when this round is over.
    this.disarm?.();
    const delayMs = Math.min(Math.max(dueAtMs - this.clock.nowMs(), 0), armedMsMax);
    this.disarm = this.clock.schedule(delayMs, () => {
      void this.fireDue();
    });
  }

  stop(): void {
    this.isStopped = true;
    this.disarm?.();
  }

  private async fireDue(): Promise<void> {
    this.isFiring = true;
    let nextDueAtMs = Number.POSITIVE_INFINITY;
    // Nothing is due before what was armed, so the scan starts there and does not walk what was deleted before.
    let from = this.armedForMs;
    try {
      while (!this.isStopped) {
        this.armedForMs = Number.POSITIVE_INFINITY;
        const after = indexMember(Math.max(from, 0));
        const page = await this.reader.scan(this.partition, 'timer', single, { after, limit: pageTimers });
        const dueUntil = timersDueUntil(this.clock.nowMs());
        const due = page.filter(({ member }) => member < dueUntil);
        if (due.length === 0) {
          const first = page[0];
          if (first !== undefined) nextDueAtMs = timerDueAtMs(first.member);
          break;
        }
        await Promise.all(due.map(({ member }) => this.fire(member)));
        from = Math.min(this.armedForMs, timerDueAtMs(due[0]?.member ?? after));
      }
    } catch (error) {
      if (!this.isStopped) {
        this.onError(error);
        nextDueAtMs = from;
        await new Promise<void>((resolve) => this.clock.schedule(retryMs, resolve));
      }
    } finally {
      this.isFiring = false;
    }
    // Whatever was stored while this round ran may be due before what the scan saw.
    const dueAtMs = Math.min(nextDueAtMs, this.armedForMs);
    this.armedForMs = Number.POSITIVE_INFINITY;
    if (Number.isFinite(dueAtMs)) this.arm(dueAtMs);
  }
}
