import { Connection } from './connection.js';
import { type LoadPlan, type LoadResult } from './load-plan.js';
import { createRequestSource } from './request-source.js';
import { Tally } from './tally.js';

const RECEIVE_BYTES = 64 * 1024;
/** An answer that takes longer than this will not come. */
const SILENCE_MS_MAX = 30_000;

/**
 * Closed-loop load over plain sockets. A general client parses headers into objects, makes promises and timers per
 * request; this one writes prepared bytes and looks for the end of the answer, which leaves the machine to the server
 * under test (docs/performance.md has its cost per call).
 */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const tally = new Tally(plan.until);
  const source = createRequestSource(plan);
  const receiveBuffer = Buffer.allocUnsafe(RECEIVE_BYTES);
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, () => Connection.open(plan.port, receiveBuffer)),
  );
  const cpuBefore = process.cpuUsage();
  tally.start();
  const watchdog = watchForSilence(tally);
  try {
    const runs = connections.map((each) => each.run(source, tally));
    await Promise.race([watchdog.alarm, Promise.all(runs)]);
  } finally {
    watchdog.stop();
    for (const connection of connections) connection.close();
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return tally.result(user + system);
}

function watchForSilence(tally: Tally): { alarm: Promise<never>; stop: () => void } {
  let seen = 0;
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_resolve, reject) => {
    timer = setInterval(() => {
      if (tally.progress === seen) {
        reject(new Error(`No answer for ${SILENCE_MS_MAX / 1000} s, after ${tally.progress} answers.`));
      }
      seen = tally.progress;
    }, SILENCE_MS_MAX);
  });
  return { alarm, stop: () => clearInterval(timer) };
}
