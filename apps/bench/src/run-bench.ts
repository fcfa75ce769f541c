import { join } from 'node:path';

import { LoadProcess } from './load/load-process.js';
import { type Options } from './options.js';
import { describeMachine } from './report/machine.js';
import { type Measurement, medianOf } from './report/metrics.js';
import { type Report, type ScenarioReport } from './report/report.js';
import { NOOP, type Scenario } from './scenarios/index.js';
import { ServiceProcess } from './service/service-process.js';
import { type Subject } from './subject/subject.js';

export interface Listener {
  progress(line: string): void;
  /** After every scenario, so that a long run that is cut short leaves what it found out. */
  save(report: Report): void;
}

/**
 * Measures every scenario on every subject. The subjects take turns within a scenario (A B A B), so that whatever else
 * the machine does meanwhile meets them all; each turn has a server just started on an empty folder.
 */
export async function runBench(
  subjects: readonly Subject[],
  options: Options,
  listener: Listener,
): Promise<Report> {
  const machine = describeMachine(options.dataFolder);
  const tools = { load: new LoadProcess(), services: new ServiceProcess() };
  try {
    const scenarios: ScenarioReport[] = [];
    const report: Report = {
      date: new Date().toISOString(),
      machine,
      subjects: subjects.map(({ name, version }) => ({ name, version })),
      rounds: options.rounds,
      seconds: options.sizes.seconds,
      scenarios,
    };
    for (const scenario of options.scenarios) {
      scenarios.push(await runScenario(scenario, subjects, options, tools, listener));
      listener.save(report);
    }
    return report;
  } finally {
    tools.load.stop();
    tools.services.stop();
    for (const subject of subjects) await subject.close();
  }
}

interface Tools {
  readonly load: LoadProcess;
  readonly services: ServiceProcess;
}

async function runScenario(
  scenario: Scenario,
  subjects: readonly Subject[],
  options: Options,
  tools: Tools,
  listener: Listener,
): Promise<ScenarioReport> {
  const turns = new Map(subjects.map(({ name }) => [name, [] as Measurement[]]));
  const failures: { subject: string; message: string }[] = [];
  const rounds = scenario.isMeasuredOnce === true ? 1 : options.rounds;
  for (let round = 1; round <= rounds; round += 1) {
    for (const subject of subjects) {
      listener.progress(`${scenario.name}, round ${round} of ${rounds}: ${subject.name}`);
      try {
        turns.get(subject.name)?.push(await takeTurn(scenario, subject, options, tools));
      } catch (error) {
        // One that fails must not cost the night's other figures; the report and the exit code say so.
        failures.push({
          subject: subject.name,
          message: error instanceof Error ? error.message : String(error),
        });
      }
    }
  }
  const results = [...turns]
    .filter(([, rounds]) => rounds.length > 0)
    .map(([subject, rounds]) => ({ subject, median: medianOf(rounds), rounds }));
  return { name: scenario.name, description: scenario.description, results, failures };
}

async function takeTurn(
  scenario: Scenario,
  subject: Subject,
  { dataFolder, outFolder, isProfiled, isTraced, sizes }: Options,
  { load, services }: Tools,
): Promise<Measurement> {
  const profileFolder = isProfiled ? join(outFolder, 'profiles', subject.name) : undefined;
  const server = await subject.start({ dataFolder, profileFolder, isTraced, probePath: NOOP });
  try {
    await server.register(await services.uri());
    await services.reset();
    const measurement = await scenario.measure({ server, load, services, sizes });
    // In good order only if its profile is wanted: there is nothing else to keep.
    if (isProfiled) await server.stop();
    return measurement;
  } finally {
    await server.remove();
  }
}
