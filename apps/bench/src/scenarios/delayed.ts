import { type Measurement } from '../report/metrics.js';
import { measureLoad, warmUp } from './closed-loop.js';
import { type Bench, type Scenario } from './scenario.js';
import { usageMetrics } from './usage-metrics.js';

const CONNECTIONS = 64;
const DRAIN_SECONDS_MAX = 600;
/** How quickly calls are accepted is tried with so many. */
const PROBE_CALLS = 1000;
/** Between the last that is accepted and the first that is due, if all goes as foreseen. */
const SPARE_SECONDS = 3;

/** Many delayed calls that fall due within one second, all accepted before it begins. */
export const delayedCalls: Scenario = {
  name: 'delayed',
  description: 'delayed calls that fall due in the same second: how late they arrive, and when the last has',
  measure: async (bench: Bench): Promise<Measurement> => {
    const { services, server, load, sizes } = bench;
    const path = '/restate/send/Bench/late';
    const plan = {
      connections: CONNECTIONS,
      request: { path, body: { kind: 'due', dueMs: Date.now() } },
    } as const;
    const warm = await warmUp(bench, plan);
    const probe = await load.run({ ...plan, port: server.ingressPort, until: { count: PROBE_CALLS } });
    const sent = warm.answered + probe.answered;
    await services.until('Warming up', DRAIN_SECONDS_MAX, ({ arrivals }) => arrivals.count >= sent);

    const count = sizes.delayedCalls;
    // The probe was executed while it was sent, so accepting alone is quicker; none may be due before the last is sent.
    const acceptSeconds = (count * probe.seconds) / PROBE_CALLS;
    const dueMs = Date.now() + Math.ceil((acceptSeconds + SPARE_SECONDS) * 1000);
    const before = server.usage();
    const accepted = await measureLoad(
      bench,
      { ...plan, request: { path, body: { kind: 'due', dueMs } } },
      { count },
    );
    if (Date.now() >= dueMs) {
      throw new Error(
        `Some of the ${count} calls fell due before all were accepted: the machine was not steady.`,
      );
    }
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
      ...usageMetrics(before, server.usage(), count),
    };
  },
};
