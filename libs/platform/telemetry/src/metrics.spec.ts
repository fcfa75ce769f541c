import { readFileSync } from 'node:fs';

import { createMetrics } from './metrics.js';

const labels = { clusterName: 'cluster-1', nodeName: 'node-1' };

describe('metrics', () => {
  it('are exposed with the names of the cluster and the node', async () => {
    const metrics = createMetrics(labels);

    metrics.ingress.requests.completed.inc();
    metrics.ingress.requests.completed.inc(2);
    metrics.invoker.attemptsRunning.set(4);
    metrics.invoker.attemptsRunning.dec();
    metrics.partitions.commitDurationSeconds.observe(0.0003);

    const text = await metrics.expose();
    const where = 'cluster_name="cluster-1",node_name="node-1"';
    expect(text).toContain(`perdure_ingress_requests_total{status="completed",${where}} 3\n`);
    expect(text).toContain(`perdure_ingress_requests_total{status="ingress_error",${where}} 0\n`);
    expect(text).toContain(`perdure_invoker_attempts_running{${where}} 3\n`);
    expect(text).toContain(`perdure_partition_commit_duration_seconds_bucket{le="0.0005",${where}} 1\n`);
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('of two processes in one are apart', async () => {
    const one = createMetrics(labels);
    const other = createMetrics(labels);

    one.partitions.commits.inc();

    expect(await other.expose()).toMatch(/^perdure_partition_commits_total\{.*\} 0$/m);
  });

  it('are documented under the very names that are exposed', async () => {
    const source = readFileSync(new URL('./metrics.ts', import.meta.url), 'utf8');
    const documented = [...source.matchAll(/\/\*\* `(perdure_\w+)/g)].map(([, name]) => name);

    const exposed = [...(await createMetrics(labels).expose()).matchAll(/^# TYPE (perdure_\w+)/gm)].map(
      ([, name]) => name,
    );

    expect(documented.toSorted()).toEqual(exposed.toSorted());
  });
});
