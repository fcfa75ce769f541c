import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 10_000;
const pollIntervalMs = 2;

/**
 * Waits for what others bring about, without a guess at how long they take. `retry` is called before every look, for
 * whatever may get lost.
 */
export async function until(description: string, isTrue: () => boolean, retry?: () => void): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    retry?.();
    await delay(pollIntervalMs);
    if (isTrue()) return;
    if (performance.now() > deadline)
      throw new Error(`Waited ${patienceMs} ms in vain until ${description}.`);
  }
}
