import { setTimeout as delay } from 'node:timers/promises';

import type { Server } from '../harness/server.js';
import type { Random } from '../harness/random.js';
import type { ServiceProcess } from './service-process.js';

const UPTIME_MS_MIN = 200;
const UPTIME_MS_MAX = 1500;

/** Kills the server again and again at moments that the seed decides, every third time while it still starts. */
export async function killServer(server: Server, random: Random, times: number): Promise<void> {
  for (let kill = 1; kill <= times; kill += 1) {
    await delay(random.between(UPTIME_MS_MIN, UPTIME_MS_MAX));
    await server.kill9();
    if (kill % 3 === 0) await killWhileStarting(server, random);
    await server.restart();
  }
}

/** Recovery is interrupted like everything else. */
async function killWhileStarting(server: Server, random: Random): Promise<void> {
  const start = server.restart().catch(() => undefined);
  await delay(random.between(0, UPTIME_MS_MAX));
  await server.kill9();
  await start;
}

export async function killServices(services: ServiceProcess, random: Random, times: number): Promise<void> {
  for (let kill = 1; kill <= times; kill += 1) {
    await delay(random.between(UPTIME_MS_MIN, 2 * UPTIME_MS_MAX));
    await services.kill9();
    await services.restart();
  }
}
