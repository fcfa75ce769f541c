import type { Logger } from '@perdure/logging';
import { isPerdureError, PerdureError } from '@perdure/model';
import type { Clock } from '@perdure/ports';

const retryMs = 1000;

/** Tries until it succeeds, and says so once in a while. Rejects when the process is asked to stop. */
export async function untilReachable(
  name: string,
  attempt: () => Promise<void>,
  { logger, abort, clock }: { readonly logger: Logger; readonly abort: AbortSignal; readonly clock: Clock },
): Promise<void> {
  for (let failures = 0; ; failures++) {
    if (abort.aborted) throw new PerdureError('STORE_UNAVAILABLE', `Stopped while waiting for ${name}.`);
    try {
      await attempt();
      return;
    } catch (error) {
      if (isPerdureError(error) && !error.retryable) throw error;
      if (failures % 10 === 0) logger.warn({ err: error }, `waiting for ${name}, which cannot be reached`);
    }
    await new Promise<void>((resolve) => clock.schedule(retryMs, resolve));
  }
}
