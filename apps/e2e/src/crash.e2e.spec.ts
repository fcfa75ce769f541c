import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jest } from '@jest/globals';

import { findEarlyStarts, findForeignTokens, findOverlaps, findRepeatedSteps } from './crash/audit.js';
import { killServer, killServices } from './crash/chaos.js';
import { History } from './crash/history.js';
import { Load, type Operation, tokenIn } from './crash/load.js';
import { Random } from './crash/random.js';
import { ServiceProcess } from './crash/service-process.js';
import { Admin, describeOwnServer, eventually, Ingress, type Server, startServer } from './harness/index.js';

const CALLERS = 24;
const SERVER_KILLS = 9;
const SERVICE_KILLS = 4;
const ACCOUNTS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const OPERATIONS_MIN = 100;

const seed = Number(process.env['PERDURE_E2E_SEED'] ?? Date.now() % 1_000_000);

describeOwnServer('under load, while server and services are killed at any moment', () => {
  jest.setTimeout(150_000);
  let folder: string;
  let server: Server | undefined;
  let services: ServiceProcess | undefined;
  let history: History;
  let ingress: Ingress;
  let load: Load;

  beforeAll(async () => {
    console.log(`crash test: PERDURE_E2E_SEED=${seed} chooses the same operations and moments again`);
    folder = await mkdtemp(join(tmpdir(), 'perdure-crash-'));
    const historyFile = join(folder, 'history');
    await writeFile(historyFile, '');
    history = new History(historyFile);
    server = await startServer();
    services = await ServiceProcess.start(historyFile);
    ingress = new Ingress(server.ingressUrl);
    await new Admin(server.adminUrl).register(services.uri);

    load = new Load(ingress, new Random(seed), [...ACCOUNTS]);
    const killed = Promise.all([
      killServer(server, new Random(seed + 1), SERVER_KILLS),
      killServices(services, new Random(seed + 2), SERVICE_KILLS),
    ]);
    const startedMs = performance.now();
    let endedMs = startedMs;
    const ended = killed.finally(() => {
      endedMs = performance.now();
      load.end();
    });
    await Promise.all([load.run(CALLERS), ended]);
    const answeredMs = performance.now();
    console.log(
      `crash test: ${summary(load.operations)}; ${seconds(endedMs - startedMs)} s of kills, the last caller ` +
        `answered ${seconds(answeredMs - endedMs)} s later`,
    );
  }, 120_000);

  afterAll(async () => {
    await Promise.all([server?.stop(), services?.kill9()]);
    await rm(folder, { recursive: true, force: true });
  });

  it('answers every caller, with success', () => {
    expect(load.unanswered).toEqual([]);
    expect(load.operations.filter(({ status }) => status !== 200)).toEqual([]);
    expect(load.operations.length).toBeGreaterThan(OPERATIONS_MIN);
  });

  it('completes everything that was started, and applies every change exactly once', async () => {
    const sums = async () =>
      Promise.all(
        [...load.expectedSums.keys()].map(async (account) => [
          account,
          (await ingress.call(`E2eCrashAccount/${account}/sum`)).json,
        ]),
      );

    // What transfers send off, they do not wait for.
    await eventually(
      async () => {
        expect(await sums()).toEqual([...load.expectedSums]);
        return true;
      },
      { timeoutMs: 30_000 },
    );
  });

  it('gives the one answer to whoever asks again', async () => {
    const changed: unknown[] = [];
    for (const operation of load.operations) {
      const { id, status, text } = await operation.askAgain();
      if (id !== operation.invocation || status !== operation.status || text !== operation.body) {
        changed.push({ operation, now: { id, status, text } });
      }
    }

    expect(changed).toEqual([]);
  });

  it('executes no step again whose result was acknowledged', () => {
    const answers = load.operations
      .filter(({ status }) => status === 200)
      .map(({ invocation, body }) => ({ invocation: invocation ?? 'none', token: tokenIn(body) }));

    expect(findRepeatedSteps(history.read())).toEqual([]);
    expect(findForeignTokens(history.read(), answers)).toEqual([]);
  });

  it('never lets two invocations into one key', () => {
    expect(findOverlaps(history.read())).toEqual([]);
  });

  it('starts nothing before its time', () => {
    expect(findEarlyStarts(history.read())).toEqual([]);
  });
});

function summary(operations: readonly Operation[]): string {
  const counts = new Map<string, number>();
  for (const { name } of operations) counts.set(name, (counts.get(name) ?? 0) + 1);
  const parts = [...counts].map(([name, count]) => `${count} × ${name}`).sort();
  return `${operations.length} answers (${parts.join(', ')}), ${SERVER_KILLS} kills of the server, ${SERVICE_KILLS} of the services`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
