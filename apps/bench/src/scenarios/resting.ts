import { setTimeout as delay } from 'node:timers/promises';

import { type Measurement } from '../report/metrics.js';
import { measureLoad, warmUp } from './closed-loop.js';
import { type Bench, type Scenario } from './scenario.js';

const CONNECTIONS = 64;
const SUSPEND_SECONDS_MAX = 600;
/** Time for a garbage collector or an allocator to give back what the last of the work needed. */
const SETTLE_MS = 3000;

/** Invocations that sleep for a day, suspended: what each costs in memory while nothing happens. */
export const restingInvocations: Scenario = {
  name: 'resting',
  description: 'invocations suspended in a long sleep: memory that each of them holds',
  isMeasuredOnce: true,
  measure: async (bench: Bench): Promise<Measurement> => {
    const { server, services, sizes } = bench;
    await warmUp(bench, { connections: CONNECTIONS, request: { path: '/restate/call/Bench/noop' } });
    await delay(SETTLE_MS);
    const residentBeforeKib = server.usage().server.residentKib;

    const count = sizes.suspendedInvocations;
    const plan = { connections: CONNECTIONS, request: { path: '/restate/send/BenchSleeper/sleep' } };
    const accepted = await measureLoad(bench, plan, { count });
    await services.until(
      'Suspending',
      SUSPEND_SECONDS_MAX,
      ({ attempts }) => attempts.begun >= count && attempts.open === 0,
    );
    await delay(SETTLE_MS);
    const { residentKib, peakKib } = server.usage().server;
    return {
      callsPerSecond: accepted.callsPerSecond ?? 0,
      restingMib: residentKib / 1024,
      restingKibEach: (residentKib - residentBeforeKib) / count,
      peakMib: peakKib / 1024,
    };
  },
};
