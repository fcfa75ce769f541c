import { jest } from '@jest/globals';

import { killServer, killServices } from './crash/chaos.js';
import { itKeepsAllPromises } from './crash/promises.js';
import { Random } from './harness/random.js';
import { Run, seed } from './crash/run.js';
import { describeOwnServer, type Server, startServer } from './harness/index.js';

const SERVER_KILLS = 9;
const SERVICE_KILLS = 4;

describeOwnServer('under load, while server and services are killed at any moment', () => {
  jest.setTimeout(150_000);
  let server: Server | undefined;
  let run: Run | undefined;

  beforeAll(async () => {
    const started = (server = await startServer());
    const prepared = (run = await Run.prepare([started.ingressUrl], started.adminUrl));
    await prepared.during(() =>
      Promise.all([
        killServer(started, new Random(seed + 1), SERVER_KILLS),
        killServices(prepared.services, new Random(seed + 2), SERVICE_KILLS),
      ]),
    );
  }, 120_000);

  afterAll(async () => {
    await Promise.all([server?.stop(), run?.stop()]);
  });

  itKeepsAllPromises(() => run!);
});
