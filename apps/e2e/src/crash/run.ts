import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Admin } from '../harness/admin.js';
import { Ingress } from '../harness/ingress.js';
import { History } from './history.js';
import { Load, type Operation } from './load.js';
import { Random } from '../harness/random.js';
import { ServiceProcess } from './service-process.js';

const CALLERS = 24;
const ACCOUNTS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/** Also chooses the operations of a run; the same for all in a process. */
export const seed = Number(process.env['PERDURE_E2E_SEED'] ?? Date.now() % 1_000_000);

/** Callers, and the services they call, whatever happens to the server between them. */
export class Run {
  private constructor(
    readonly ingress: Ingress,
    readonly services: ServiceProcess,
    readonly history: History,
    readonly load: Load,
    private readonly folder: string,
  ) {}

  /** Registers services, without calling them yet. */
  static async prepare(ingressUrls: readonly string[], adminUrl: string): Promise<Run> {
    console.log(`PERDURE_E2E_SEED=${seed} chooses the same operations and moments again`);
    const folder = await mkdtemp(join(tmpdir(), 'perdure-crash-'));
    const historyFile = join(folder, 'history');
    await writeFile(historyFile, '');
    const services = await ServiceProcess.start(historyFile);
    await new Admin(adminUrl).register(services.uri);
    const ingress = new Ingress(ingressUrls);
    const load = new Load(ingress, new Random(seed), [...ACCOUNTS]);
    return new Run(ingress, services, new History(historyFile), load, folder);
  }

  /** Lets callers call while `chaos` goes on, and resolves when each has its last answer. */
  async during(chaos: () => Promise<unknown>): Promise<void> {
    const startedMs = performance.now();
    let endedMs = startedMs;
    const ended = chaos().finally(() => {
      endedMs = performance.now();
      this.load.end();
    });
    await Promise.all([this.load.run(CALLERS), ended]);
    const lateMs = performance.now() - endedMs;
    console.log(
      `${summary(this.load.operations)}; ${seconds(endedMs - startedMs)} s of chaos, ` +
        `the last caller answered ${seconds(lateMs)} s later`,
    );
  }

  async stop(): Promise<void> {
    await this.services.kill9();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function summary(operations: readonly Operation[]): string {
  const counts = new Map<string, number>();
  for (const { name } of operations) counts.set(name, (counts.get(name) ?? 0) + 1);
  const parts = [...counts].map(([name, count]) => `${count} × ${name}`).sort();
  return `${operations.length} answers (${parts.join(', ')})`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
