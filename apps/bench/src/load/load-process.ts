import { WorkerProcess } from '../process/worker-process.js';
import { type LoadPlan, type LoadResult } from './load-plan.js';

/** The load generator, kept for the whole bench so that all servers meet it equally warm. */
export class LoadProcess {
  private readonly worker = new WorkerProcess<LoadPlan, LoadResult>(
    'load',
    new URL('main.js', import.meta.url),
  );

  /** Rejects when a request was not answered with success: a run with refusals measures something else. */
  async run(plan: LoadPlan): Promise<LoadResult> {
    const result = await this.worker.ask(plan);
    if (result.failed > 0) {
      const { answered, failed, firstFailure = '' } = result;
      throw new Error(`${failed} of ${answered + failed} requests failed; the first with:\n${firstFailure}`);
    }
    return result;
  }

  stop(): void {
    this.worker.stop();
  }
}
