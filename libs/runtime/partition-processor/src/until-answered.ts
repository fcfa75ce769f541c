import { isPerdureError } from '@perdure/model';
import type { Clock } from '@perdure/ports';

const firstDelayMs = 50;
const delayMsMax = 5000;

/**
 * Asks the store, and asks again while it is away, with growing pauses. Rejects with what is not retryable, and with
 * whatever it is once the owner has stopped.
 */
export async function untilAnswered<T>(
  ask: () => Promise<T>,
  options: {
    readonly clock: Clock;
    readonly isStopped: () => boolean;
    readonly onRetry: (error: unknown) => void;
  },
): Promise<T> {
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, delayMsMax)) {
    try {
      return await ask();
    } catch (error) {
      if (!isPerdureError(error) || !error.retryable || options.isStopped()) throw error;
      options.onRetry(error);
      await new Promise<void>((resolve) => options.clock.schedule(delayMs, resolve));
    }
  }
}
