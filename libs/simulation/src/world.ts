import type { PartitionId } from '@perdure/model';
import type { CommandLog, LimitRulesReader, StateStore } from '@perdure/ports';
import { Audit, type Violation } from './audit.js';
import type { FinalRows } from './checkers/checker.js';
import { Faults, type FaultChoice } from './kernel/faults.js';
import { Random } from './kernel/random.js';
import { Scheduler } from './kernel/scheduler.js';
import { SimProcess } from './kernel/sim-process.js';
import { Trace } from './kernel/trace.js';
import { SimLimits } from './ports/sim-limits.js';
import { SimLog } from './ports/sim-log.js';
import { SimNotifier } from './ports/sim-notifier.js';
import { SimStore } from './ports/sim-store.js';
import { retentionMsMax, Services } from './sdk/services.js';
import { clockErrorMsMax, SimNode } from './sim-node.js';
import { ProgramGenerator } from './workload/generate-program.js';
import { Operator } from './workload/operator.js';
import { SimClient, type Request } from './workload/sim-client.js';

export interface WorldOptions {
  readonly seed: number;
  readonly faults: FaultChoice;
  /** Puts a bug between the nodes and their ports, to see it found. */
  readonly bug?: PlantedBug;
}

/** Replaces what a node sees of a port. */
export interface PlantedBug {
  readonly store?: (store: StateStore, process: SimProcess, world: SimStore) => StateStore;
  readonly log?: (log: CommandLog) => CommandLog;
  readonly limits?: (limits: LimitRulesReader) => LimitRulesReader;
}

/** How a run went. */
export interface Run {
  readonly seed: number;
  readonly violation: Violation | undefined;
  /** Equal for equal seeds. */
  readonly traceHash: string;
  readonly traceLength: number;
  readonly lastSteps: readonly string[];
}

const faultyMs = { min: 2000, max: 20_000 };
/** Everything that was asked for completes within this time after the last fault. */
const calmMsMax = 10 * 60 * 1000;
const secondUs = 1_000_000;
const stepsShown = 60;
/** Hundreds of times what a run takes: beyond that something goes round in circles. */
const tasksMax = 500_000;

/** Runs the world that the seed stands for, from its first step to its last or to the first broken promise. */
export async function runWorld({ seed, faults: choice, bug }: WorldOptions): Promise<Run> {
  const scheduler = new Scheduler();
  const random = new Random(seed);
  const trace = new Trace(scheduler);
  const faults = new Faults(random.fork(), choice);
  const partitionCount = random.between(1, 4);
  // A fused log keeps nothing that the store could lose and find again.
  const isFused = choice !== 'tail' && random.chance(0.3);
  const partitions = Array.from({ length: partitionCount }, (_, index) => index as PartitionId);

  const limits = new SimLimits(random.fork());
  const hasClockErrors = random.chance(0.5) && choice !== 'tail';

  const audit: Audit = new Audit(trace, scheduler, {
    stored: () => store.stored,
    limitMax: (counter) => limits.limitMax(counter),
    clockErrorMsMax,
  });
  const store: SimStore = new SimStore(random.fork(), faults, {
    hasSyncReads: random.chance(0.5),
    onCommit: (commit) => audit.committed(commit),
    onAcquire: (partition, { epoch, sequence }) =>
      trace.note(`acquire p${partition} epoch ${epoch} at #${sequence}`),
  });
  const log = new SimLog({ partitionCount, isFused }, scheduler, random.fork(), faults, trace);
  const notifier = new SimNotifier(scheduler, random.fork(), faults);
  let uniqueTexts = 0;
  const services = new Services(random.fork());
  const serviceWorld = {
    scheduler,
    random: random.fork(),
    faults,
    audit,
    failures: new Map<string, number>(),
    services,
    uniqueText: () => `u${uniqueTexts++}`,
  };
  const nodes = Array.from(
    { length: isFused ? 1 : random.between(1, 3) },
    (_, index) =>
      new SimNode(`n${index}`, {
        scheduler,
        random: random.fork(),
        trace,
        log,
        notifier,
        services: serviceWorld,
        partitionCount,
        hasClockErrors,
        connectStore: (process) => {
          const connected = store.connect(process);
          return bug?.store?.(connected, process, store) ?? connected;
        },
        connectLog: (process) => {
          const connected = log.connect(process);
          return bug?.log?.(connected) ?? connected;
        },
        connectLimits: (process) => {
          const connected = limits.connect(process);
          return bug?.limits?.(connected) ?? connected;
        },
      }),
  );
  const programs = new ProgramGenerator(random.fork(), services.areScopesKnown);
  const asked: Request[] = [];
  const clients = Array.from({ length: random.between(2, 8) }, (_, index) => {
    const process = new SimProcess(`client${index}`, scheduler);
    const world = {
      random: random.fork(),
      programs,
      services,
      partitionCount,
      log: log.connect(process),
      notifier,
      store,
      audit,
      asked,
    };
    return new SimClient(process, world);
  });

  const operator = new Operator({
    random: random.fork(),
    store,
    log: log.connect(new SimProcess('operator', scheduler)),
    partitions,
    asked: () => new Set(asked.map(({ id }) => id)),
  });

  const everySecond = (run: () => boolean): void => {
    scheduler.after(secondUs, () => {
      if (run()) everySecond(run);
    });
  };
  const strike = (): void => {
    for (const node of nodes) {
      if (!node.isRunning) continue;
      if (faults.happens('nodeCrashes')) node.crash();
      else if (faults.happens('nodeFreezes')) node.freeze();
      if (faults.happens('clockIsSet')) node.setClock();
    }
    if (!isFused && faults.happens('partitionMoves')) log.move();
    if (faults.happens('storeLosesTail') && store.loseTail()) audit.tailLost();
    store.keepCheckpoint();
  };
  const isQuiet = (): boolean =>
    clients.every(({ isDone }) => isDone) &&
    activeRow(store, partitions) === undefined &&
    // A store that lost its tail knows of some invocations only when their commands are applied again.
    partitions.every((id) => log.isApplied(id, store.stored.position(id).appliedOffset));

  for (const client of clients) void client.run();
  const calmAtMs = random.between(faultyMs.min, faultyMs.max);
  everySecond(() => {
    strike();
    if (faults.happens('operatorInterferes')) void operator.disturb();
    if (faults.happens('limitsChange')) limits.change();
    if (scheduler.elapsedMs < calmAtMs) return true;
    trace.note('calm    no more faults');
    faults.stop();
    return false;
  });
  let quietAtMs: number | undefined;
  everySecond(() => {
    void operator.resumePaused();
    if (isQuiet()) quietAtMs = scheduler.elapsedMs;
    else if (scheduler.elapsedMs > calmAtMs + calmMsMax) {
      const active = activeRow(store, partitions);
      const waiting = clients.filter(({ isDone }) => !isDone).length;
      audit.stuck(`${waiting} clients wait; ${active ?? 'nothing'} is not complete`, active);
    }
    return quietAtMs === undefined;
  });
  await runUntil(scheduler, audit, () => quietAtMs !== undefined);
  const endMs = (quietAtMs ?? 0) + retentionMsMax + 60_000;
  scheduler.after((endMs - scheduler.elapsedMs) * 1000, () => undefined);
  await runUntil(scheduler, audit, () => scheduler.elapsedMs >= endMs);
  if (audit.violation === undefined) audit.ended(finalRows(store, partitions));

  const { violation } = audit;
  return {
    seed,
    violation,
    traceHash: trace.hash,
    traceLength: trace.count,
    lastSteps: violation === undefined ? [] : trace.tail(stepsShown, violation.invocationId),
  };
}

async function runUntil(scheduler: Scheduler, audit: Audit, isReached: () => boolean): Promise<void> {
  for (let tasks = 0; audit.violation === undefined && !isReached(); tasks++) {
    if (tasks === tasksMax) audit.stuck(`${tasksMax} tasks ran and it is not over`);
    if (!(await scheduler.step())) return;
  }
}

/** An invocation that is not complete, or undefined when all are and no message is under way. */
function activeRow(store: SimStore, partitions: readonly PartitionId[]): string | undefined {
  const data = store.stored.snapshot();
  for (const partition of partitions)
    for (const group of ['active/', 'outbox/'])
      for (const member of data.partition(partition).groups.get(group)?.keys() ?? []) return member;
  return undefined;
}

function finalRows(store: SimStore, partitions: readonly PartitionId[]): FinalRows[] {
  const data = store.stored.snapshot();
  return partitions.map((partition) => ({
    partition,
    groups: new Map([...data.partition(partition).groups].map(([name, rows]) => [name, rows.size])),
  }));
}
