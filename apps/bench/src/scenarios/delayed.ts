import { type Measurement } from '../report/metrics.js';
import { measureLoad, warmUp } from './closed-loop.js';
import { type Bench, type Scenario } from './scenario.js';

const CONNECTIONS = 64;
const DRAIN_SECONDS_MAX = 600;

/** Many delayed calls that fall due within one second, all accepted before it begins. */
export const delayedCalls: Scenario = {
  name: 'delayed',
  description: 'delayed calls that fall due in the same second: how late they arrive, and when the last has',
  measure: async (bench: Bench): Promise<Measurement> => {
    const { services, server, sizes } = bench;
    const path = '/restate/send/Bench/late';
    const plan = {
      connections: CONNECTIONS,
      request: { path, body: { kind: 'due', dueMs: Date.now() } },
    } as const;
    const warm = await warmUp(bench, plan);
    await services.until('Warming up', DRAIN_SECONDS_MAX, ({ arrivals }) => arrivals.count >= warm.answered);

    const count = sizes.delayedCalls;
    const acceptSeconds = count / (warm.answered / warm.seconds);
    // Twice the time the warm-up says that accepting them takes: none may be due while others are still sent.
    const dueMs = Date.now() + Math.ceil((2 * acceptSeconds + 2) * 1000);
    const cpuBefore = server.cpuMicros;
    const accepted = await measureLoad(
      bench,
      { ...plan, request: { path, body: { kind: 'due', dueMs } } },
      { count },
    );
    if (Date.now() >= dueMs) throw new Error(`Accepting ${count} delayed calls took longer than foreseen.`);
    const { arrivals } = await services.until(
      'Delayed calls falling due',
      DRAIN_SECONDS_MAX,
      (report) => report.arrivals.count >= count,
    );
    return {
      callsPerSecond: accepted.callsPerSecond ?? 0,
      lateP50Ms: arrivals.lateP50Ms,
      lateP99Ms: arrivals.lateP99Ms,
      drainSeconds: (arrivals.lastMs - dueMs) / 1000,
      serverCpuMicros: (server.cpuMicros - cpuBefore) / count,
      peakMib: server.memory.peakKib / 1024,
    };
  },
};
