import { openLimitRules, openRegistry, runProcess, startWorker } from '@perdure/assembly';
import { openClusterBackends } from '@perdure/cluster';

const program = { name: 'perdure-worker', roles: ['worker'], mainUrl: import.meta.url };

await runProcess(program, async (node) => {
  const backends = await openClusterBackends(node);
  const registry = await openRegistry(node, backends);
  const limitRules = await openLimitRules(node, backends);
  await startWorker(node, backends, { registry, limitRules });
  return { partitions: backends.partitionCount };
});
