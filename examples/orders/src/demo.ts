/** `npm run demo`: an order that survives `kill -9` of the server. Exits with 1 if it did not. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Child } from './demo/child.js';
import { narrator } from './demo/narrator.js';
import { DemoServer } from './demo/server.js';
import { startService, tellStory } from './demo/story.js';

const startedMs = Date.now();
const folder = await mkdtemp(join(tmpdir(), 'perdure-demo-'));
const server = await DemoServer.create(folder);
let service: Child | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void cleanUp().finally(() => process.exit(130));
  });
}

try {
  narrator.chapter('A server with an empty data folder');
  await server.start();
  narrator.say(`process ${server.pid}, ingress ${server.ingressUrl}, admin ${server.adminUrl}`);

  narrator.chapter('A service, written with the Restate SDK (examples/orders/src/orders.ts)');
  const started = await startService();
  service = started.service;
  await tellStory(server, service, started.uri);

  console.log(`\nAll of it held, in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
} catch (error) {
  console.error('\nThe demo failed:', error);
  console.error(`\nThe log of the server:\n${server.log.join('\n')}`);
  console.error(`\nThe output of the service:\n${service?.lines.join('\n') ?? ''}`);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
// Ada would go on asking for her order.
process.exit();

async function cleanUp(): Promise<void> {
  await Promise.all([server.kill('SIGTERM'), service?.kill('SIGKILL')]);
  await rm(folder, { recursive: true, force: true });
}
