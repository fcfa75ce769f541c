import { type Measurement } from '../report/metrics.js';
import { measureLoad } from './closed-loop.js';
import { NOOP } from './noop.js';
import { type Bench, type Scenario } from './scenario.js';

const CONNECTIONS = 64;

/** From the start of the process to the first durable call answered, over a store that is not empty. */
export const startUp: Scenario = {
  name: 'start',
  description: 'start over a store of completed invocations, until the first call is answered',
  isMeasuredOnce: true,
  measure: async (bench: Bench): Promise<Measurement> => {
    const { server, sizes } = bench;
    // With an idempotency key, so that its result must be kept.
    const plan = { connections: CONNECTIONS, request: { path: NOOP, isIdempotent: true } };
    const stored = await measureLoad(bench, plan, { count: sizes.storedInvocations });
    const restartMs = await server.restart('SIGTERM');
    const restartKilledMs = await server.restart('SIGKILL');
    return { callsPerSecond: stored.callsPerSecond ?? 0, restartMs, restartKilledMs };
  },
};
