import { openLimitRules, openRegistry, openReplies, runProcess, startAdmin } from '@perdure/assembly';
import { openClusterBackends } from '@perdure/cluster';

const program = { name: 'perdure-admin', roles: ['admin'], mainUrl: import.meta.url };

await runProcess(program, async (node) => {
  const backends = await openClusterBackends(node);
  const registry = await openRegistry(node, backends);
  const replies = openReplies(node, backends);
  const limitRules = await openLimitRules(node, backends);
  return { admin: await startAdmin(node, backends, { registry, limitRules, replies }) };
});
