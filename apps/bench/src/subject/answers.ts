import { poll } from '../process/poll.js';

const START_SECONDS_MAX = 120;
const POLL_MS = 5;

/**
 * Asks until the answer is a success.
 * @param check throws when there is no more reason to wait
 */
export async function answers(url: string, check: () => void, init: RequestInit = {}): Promise<void> {
  const ask = async (): Promise<true | undefined> => {
    check();
    try {
      const response = await fetch(url, init);
      await response.arrayBuffer();
      return response.ok ? true : undefined;
    } catch {
      return undefined;
    }
  };
  await poll(ask, { what: `The answer of ${url}`, everyMs: POLL_MS, secondsMax: START_SECONDS_MAX });
}
