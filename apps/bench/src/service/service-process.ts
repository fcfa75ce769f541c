import { poll } from '../process/poll.js';
import { cpuMicrosOf } from '../process/proc-stats.js';
import { WorkerProcess } from '../process/worker-process.js';
import { type ArrivalReport } from './arrivals.js';

const POLL_MS = 50;

export interface ServiceRequest {
  readonly ask: 'report' | 'reset';
}

export interface ServiceReport {
  readonly port: number;
  /** Attempts of whatever invocation: how many began, and how many of them hold a stream open. */
  readonly attempts: { readonly begun: number; readonly open: number };
  /** Of `Bench/noop` and `Bench/late`. */
  readonly arrivals: ArrivalReport;
}

/** The services, on a real SDK; one process for the whole bench, so that all servers meet it equally warm. */
export class ServiceProcess {
  private readonly worker = new WorkerProcess<ServiceRequest, ServiceReport>(
    'service',
    new URL('main.js', import.meta.url),
    { ...process.env, RESTATE_LOGGING: 'ERROR' },
  );

  async uri(): Promise<string> {
    const { port } = await this.report();
    return `http://127.0.0.1:${port}`;
  }

  get cpuMicros(): number {
    return cpuMicrosOf(this.worker.pid);
  }

  report(): Promise<ServiceReport> {
    return this.worker.ask({ ask: 'report' });
  }

  /** Counts from zero again. */
  async reset(): Promise<void> {
    await this.worker.ask({ ask: 'reset' });
  }

  /** Waits until the report is as wanted. */
  until(
    what: string,
    secondsMax: number,
    isReached: (report: ServiceReport) => boolean,
  ): Promise<ServiceReport> {
    return poll(
      async () => {
        const report = await this.report();
        return isReached(report) ? report : undefined;
      },
      { what, everyMs: POLL_MS, secondsMax },
    );
  }

  stop(): void {
    this.worker.stop();
  }
}
