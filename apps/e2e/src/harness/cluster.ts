import { afterAll, beforeAll, describe, it, jest } from '@jest/globals';

// A tool and no project: `npm run cluster` starts the same thing for people.
// eslint-disable-next-line @nx/enforce-module-boundaries
import {
  type Cluster,
  type ClusterOptions,
  startCluster as startProcesses,
  whyNoCluster,
} from '../../../../tools/cluster/local-cluster.mjs';
import { onTestFailure } from './failure-reports.js';

// eslint-disable-next-line @nx/enforce-module-boundaries -- As above.
export type { Cluster, Node } from '../../../../tools/cluster/local-cluster.mjs';

const CLUSTER_START_MS_MAX = 120_000;

/** The shortest session that brokers allow by default: a dead worker is noticed after it. */
export const SESSION_MS = 6000;

/** Small, and quick to notice what fails. */
const smallSettings = {
  PERDURE_DEFAULT_NUM_PARTITIONS: '6',
  PERDURE_KAFKA__SESSION_TIMEOUT: `${SESSION_MS}ms`,
};

/** Kafka, Redis, and 2 ingress, 2 worker and 1 admin process. Their logs are printed below a test that fails. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const cluster = await startProcesses({ ...options, env: { ...smallSettings, ...options.env } });
  const forget = onTestFailure(() =>
    cluster.nodes.map(({ name, log }) => `--- ${name} ---\n${log}`).join('\n'),
  );
  return {
    ...cluster,
    stop: async () => {
      forget();
      await cluster.stop();
    },
  };
}

/** `describe` for what kills Kafka or Redis. Skipped with the reason where there are none of our own; fails under CI. */
export function describeCluster(name: string, suite: () => void): void {
  const reason = whyNoCluster({ isOwn: true });
  if (reason === undefined || process.env['CI'] === 'true') describe(name, suite);
  else it.skip(`${name}: ${reason}`, () => undefined);
}

/** One cluster for all tests of the surrounding `describeCluster`. Only valid inside tests and hooks. */
export function useCluster(options: ClusterOptions = {}): { readonly current: Cluster } {
  jest.setTimeout(CLUSTER_START_MS_MAX);
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    cluster = await startCluster({ isOwn: true, ...options });
  }, CLUSTER_START_MS_MAX);
  afterAll(() => cluster?.stop());
  return {
    get current() {
      if (cluster === undefined)
        throw new Error('There is no cluster yet: it exists inside tests and hooks.');
      return cluster;
    },
  };
}
