import { openRegistry, openReplies, runProcess, startIngress } from '@perdure/assembly';
import { openClusterBackends } from '@perdure/cluster';

const program = { name: 'perdure-ingress', roles: ['ingress'], mainUrl: import.meta.url };

await runProcess(program, async (node) => {
  const backends = await openClusterBackends(node);
  const registry = await openRegistry(node, backends);
  const replies = openReplies(node, backends);
  return { ingress: await startIngress(node, backends, { registry, replies }) };
});
