import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;
const LATE = Symbol('late');

export interface EventuallyOptions {
  /** Default 10 s, far beyond what a healthy server on a busy machine needs. */
  readonly timeoutMs?: number;
  /** What is waited for, for the message of a failure. */
  readonly what?: string;
}

/** Asks again until the probe neither throws nor answers `false` or `undefined`, and resolves with that answer. */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  { timeoutMs = 10_000, what = 'the condition' }: EventuallyOptions = {},
): Promise<Exclude<T, false | undefined>> {
  const deadline = delay(timeoutMs, LATE, { ref: false });
  let failure: unknown;
  for (;;) {
    try {
      // A probe may hang, too: a server that does not answer is what some tests are about.
      const answer = await Promise.race([probe(), deadline]);
      if (answer === LATE) break;
      if (answer !== undefined && answer !== false) return answer as Exclude<T, false | undefined>;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if ((await Promise.race([delay(POLL_MS), deadline])) === LATE) break;
  }
  throw timedOut(what, timeoutMs, failure);
}

/** The last failure is kept whole where there was one: it is an assertion with a diff more often than not. */
function timedOut(what: string, timeoutMs: number, failure: unknown): Error {
  const message = `${what} did not come true within ${timeoutMs} ms`;
  return failure instanceof Error
    ? new Error(`${message}: ${failure.message}`, { cause: failure })
    : new Error(message);
}
