import {
  openLimitRules,
  openRegistry,
  openReplies,
  ownsAllOf,
  runProcess,
  startAdmin,
  startIngress,
  startWorker,
} from '@perdure/assembly';
import { openEmbeddedBackends } from './embedded-backends.js';

const program = { name: 'perdure', roles: ['ingress', 'worker', 'admin'], mainUrl: import.meta.url };

await runProcess(program, async (node) => {
  const backends = await openEmbeddedBackends(node);
  const registry = await openRegistry(node, backends);
  const limitRules = await openLimitRules(node, backends);
  const worker = await startWorker(node, backends, { registry, limitRules });
  node.addCheck('partitions', ownsAllOf(worker, backends.partitionCount));
  const replies = openReplies(node, backends);
  const admin = await startAdmin(node, backends, { registry, limitRules, replies });
  const ingress = await startIngress(node, backends, { registry, replies });
  return { ingress, admin, baseDir: node.config.baseDir };
});
