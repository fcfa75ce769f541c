import type { Clock } from '@perdure/ports';
import type { Scheduler } from './scheduler.js';

/**
 * A process that can crash and freeze. Everything it does starts in a task scheduled through it: a dead one runs none
 * of them any more, a frozen one runs what it missed when it wakes, still believing what it believed before.
 */
export class SimProcess {
  private state: 'running' | 'frozen' | 'dead' = 'running';
  private missed: Array<() => void> = [];
  /** How much its clock is ahead of the true one. */
  private clockErrorMs = 0;
  readonly clock: Clock;

  constructor(
    readonly name: string,
    private readonly scheduler: Scheduler,
  ) {
    this.clock = {
      nowMs: () => scheduler.nowMs + this.clockErrorMs,
      schedule: (delayMs, callback) => this.after(delayMs * 1000, callback),
    };
  }

  get isDead(): boolean {
    return this.state === 'dead';
  }

  get isRunning(): boolean {
    return this.state === 'running';
  }

  setClock(errorMs: number): void {
    this.clockErrorMs = errorMs;
  }

  after(delayUs: number, run: () => void): () => void {
    let isCanceled = false;
    const enter = (): void => {
      if (isCanceled || this.state === 'dead') return;
      if (this.state === 'frozen') this.missed.push(enter);
      else run();
    };
    const cancel = this.scheduler.after(delayUs, enter);
    return () => {
      isCanceled = true;
      cancel();
    };
  }

  /**
   * Asks something outside the process. The request arrives whatever happens to the process meanwhile; the answer finds
   * only a process that lives.
   */
  request<T>(outUs: number, backUs: number, operate: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.scheduler.after(outUs, () => {
        operate().then(
          (value) => this.after(backUs, () => resolve(value)),
          (error: unknown) => this.after(backUs, () => reject(asError(error))),
        );
      });
    });
  }

  crash(): void {
    this.state = 'dead';
    this.missed = [];
  }

  freeze(): void {
    if (this.state === 'running') this.state = 'frozen';
  }

  wake(): void {
    if (this.state !== 'frozen') return;
    this.state = 'running';
    const missed = this.missed;
    this.missed = [];
    for (const run of missed) this.scheduler.after(0, run);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
