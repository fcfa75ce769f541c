/**
 * The end-to-end tests and the corpus of requests once more, against a cluster of processes: what they show for one
 * server, they show for many.
 */
import { startCluster, whyNoCluster } from './cluster/local-cluster.mjs';

/** Specs that start, configure and kill the server, and work with either kind of it. */
const ownServer = '(access|durability|lambda|limits|metrics|request-identity|tracing)\\.';
/** Specs that are about one kind of server. */
const oneTopology = '(crash|cluster-|frame-fuzzing|outbound|protocol-modes|secrets)';
/** Specs that ask no server. */
const noServer = '(compatibility-doc|recorded)\\.';
const jestOptions = ['--runInBand', '--passWithNoTests', '--testPathIgnorePatterns'];

/**
 * @param {(name: string, options: string[], env: Record<string, string>) => Promise<import('./test-summary.mjs').Run>} runJest
 * @returns {Promise<import('./test-summary.mjs').Run[]>}
 */
export async function runOnCluster(runJest) {
  const reason = whyNoCluster();
  if (reason !== undefined) {
    const run = { name: 'e2e on a cluster', code: 0 };
    return [process.env.CI === 'true' ? { ...run, problem: reason } : { ...run, skipped: reason }];
  }
  const cluster = await startCluster({
    // Small, and quick to notice what fails.
    env: { PERDURE_DEFAULT_NUM_PARTITIONS: '6', PERDURE_KAFKA__SESSION_TIMEOUT: '6s' },
    say: (line) => process.stderr.write(`perdure: ${line}\n`),
  });
  try {
    const urls = (role) => cluster.of(role).map(({ url }) => url);
    const shared = await runJest(
      'e2e-cluster',
      [...jestOptions, `src/(${ownServer}|${oneTopology}|${noServer})`],
      {
        PERDURE_E2E_INGRESS_URL: urls('ingress').join(','),
        PERDURE_E2E_ADMIN_URL: urls('admin')[0],
      },
    );
    await Promise.all(cluster.nodes.map((node) => node.stop()));
    const own = await runJest('e2e-own-cluster', [...jestOptions, `src/(?!${ownServer})`], {
      PERDURE_E2E_TOPOLOGY: 'cluster',
      // Each of them starts its nodes, on the servers that are here already.
      PERDURE_TEST_KAFKA: cluster.settings.PERDURE_KAFKA__BROKERS,
      PERDURE_TEST_REDIS: cluster.settings.PERDURE_REDIS__URLS,
    });
    return [shared, own];
  } finally {
    await cluster.stop();
  }
}
