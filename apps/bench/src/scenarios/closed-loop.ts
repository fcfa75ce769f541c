import { type LoadPlan, type LoadResult, type RequestPlan, type Until } from '../load/load-plan.js';
import { type Measurement } from '../report/metrics.js';
import { type Bench, type Scenario } from './scenario.js';
import { usageMetrics } from './usage-metrics.js';

const DRAIN_SECONDS_MAX = 300;

export interface ClosedLoop {
  readonly name: string;
  readonly description: string;
  readonly connections: number;
  readonly request: RequestPlan;
  /** What must be there first, and how many requests bring it. */
  readonly prepare?: { readonly request: RequestPlan; readonly count: number };
  /** Answered when accepted: what was accepted is executed to its end before the CPU is counted. */
  readonly isSend?: boolean;
}

/** So many callers, each asking again as soon as it is answered. */
export function closedLoop(options: ClosedLoop): Scenario {
  const { name, description, connections, request, prepare, isSend = false } = options;
  return {
    name,
    description,
    measure: async (bench) => {
      const plan = { connections, request };
      if (prepare !== undefined) {
        const port = bench.server.ingressPort;
        await bench.load.run({
          port,
          connections,
          request: prepare.request,
          until: { count: prepare.count },
        });
      }
      await warmUp(bench, plan);
      if (isSend) await untilIdle(bench);
      return measureLoad(bench, plan, { seconds: bench.sizes.seconds }, isSend);
    },
  };
}

type Plan = Pick<LoadPlan, 'connections' | 'request'>;

/** Compiles what is hot, opens connections, fills pools; a server just started is not what is measured. */
export function warmUp({ load, server, sizes }: Bench, plan: Plan): Promise<LoadResult> {
  return load.run({ ...plan, port: server.ingressPort, until: { seconds: sizes.warmUpSeconds } });
}

export async function measureLoad(
  bench: Bench,
  plan: Plan,
  until: Until,
  isSend = false,
): Promise<Measurement> {
  const { server, services, load } = bench;
  await services.reset();
  const before = { server: server.usage(), service: services.cpuMicros, syncs: server.syncs?.count ?? 0 };
  const startedMs = Date.now();
  const result = await load.run({ ...plan, port: server.ingressPort, until });
  const { answered, seconds, p50Ms, p99Ms, cpuMicros } = result;
  const executedBy = isSend ? await untilExecuted(bench, answered) : undefined;
  return {
    callsPerSecond: answered / seconds,
    ...(executedBy !== undefined && { executedPerSecond: (answered * 1000) / (executedBy - startedMs) }),
    p50Ms,
    p99Ms,
    serviceCpuMicros: (services.cpuMicros - before.service) / answered,
    loadCpuMicros: cpuMicros / answered,
    ...usageMetrics(before.server, server.usage(), answered),
    ...(server.syncs !== undefined && { syncsPerCall: (server.syncs.count - before.syncs) / answered }),
  };
}

/** Resolves with the time the last one arrived at (Unix time in ms). */
async function untilExecuted({ services }: Bench, count: number): Promise<number> {
  const report = await services.until(
    'What was sent',
    DRAIN_SECONDS_MAX,
    ({ arrivals }) => arrivals.count >= count,
  );
  return report.arrivals.lastMs;
}

/** Until nothing runs and nothing arrives any more. */
async function untilIdle({ services }: Bench): Promise<void> {
  let seen = -1;
  await services.until('What was sent for warming up', DRAIN_SECONDS_MAX, ({ arrivals, attempts }) => {
    const isIdle = attempts.open === 0 && arrivals.count === seen;
    seen = arrivals.count;
    return isIdle;
  });
}
