import { isPerdureError } from '@perdure/model';
import type { Clock, Commit, StateStore } from '@perdure/ports';

const firstDelayMs = 50;
const delayMsMax = 5000;

/**
 * Commits, and repeats the very same commit while the store is away: whether the last try arrived is then irrelevant,
 * because the store takes a repeated (epoch, sequence) once. Rejects when the store refuses for good (fenced, diverged),
 * and gives up quietly when the owner stopped meanwhile.
 */
export async function commitUntilStored(
  store: StateStore,
  commit: Commit,
  options: {
    readonly clock: Clock;
    readonly isStopped: () => boolean;
    readonly onRetry: (error: unknown) => void;
  },
): Promise<void> {
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, delayMsMax)) {
    try {
      await store.commit(commit);
      return;
    } catch (error) {
      if (!isPerdureError(error) || !error.retryable || options.isStopped()) throw error;
      options.onRetry(error);
      await new Promise<void>((resolve) => options.clock.schedule(delayMs, resolve));
    }
  }
}
