import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  readonly what: string;
  readonly everyMs: number;
  readonly secondsMax: number;
}

/** Asks until the answer is not `undefined`; rejects when that takes too long. */
export async function poll<T>(
  ask: () => Promise<T | undefined>,
  { what, everyMs, secondsMax }: PollOptions,
): Promise<T> {
  const deadlineMs = performance.now() + secondsMax * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadlineMs) throw new Error(`${what} took more than ${secondsMax} s.`);
    await delay(everyMs);
  }
}
