import { PartitionOwner } from '@perdure/partition-processor';
import type { CommandLog, LimitRulesReader, OutputNotifier, StateStore } from '@perdure/ports';
import { journalCodec } from '@perdure/protocol';
import type { Random } from './kernel/random.js';
import { SimProcess } from './kernel/sim-process.js';
import type { Scheduler } from './kernel/scheduler.js';
import type { Trace } from './kernel/trace.js';
import type { LogMember } from './ports/assignment.js';
import type { SimLog } from './ports/sim-log.js';
import type { ServiceWorld } from './sdk/session.js';
import { SimAttempts } from './sdk/sim-attempts.js';

/** What a node is built from; each process gets its own connections. */
export interface NodeWorld {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly trace: Trace;
  readonly log: SimLog;
  readonly notifier: OutputNotifier;
  readonly services: ServiceWorld;
  readonly partitionCount: number;
  /** Nodes do not agree on the time, from the beginning. */
  readonly hasClockErrors: boolean;
  readonly connectStore: (process: SimProcess) => StateStore;
  readonly connectLog: (process: SimProcess) => CommandLog;
  readonly connectLimits: (process: SimProcess) => LimitRulesReader;
}

/** After so long without a sign of life a node loses its partitions. */
const sessionTimeoutUs = { min: 100_000, max: 1_500_000 };
const restartUs = { min: 50_000, max: 3_000_000 };
const frozenUs = { min: 50_000, max: 5_000_000 };
/** How wrong the clock of a node may be. */
export const clockErrorMsMax = 2000;

/** A machine that runs the real owner of partitions. It crashes and freezes, and comes back. */
export class SimNode {
  private process!: SimProcess;
  private attempts!: SimAttempts;
  private member!: LogMember;
  private restarts = 0;
  private clockErrorMs: number;

  constructor(
    private readonly name: string,
    private readonly world: NodeWorld,
  ) {
    this.clockErrorMs = world.hasClockErrors ? this.someClockError() : 0;
    this.boot();
  }

  get isRunning(): boolean {
    return this.process.isRunning;
  }

  crash(): void {
    const { world, process, attempts, member } = this;
    world.trace.note(`crash   ${process.name}`);
    process.crash();
    world.scheduler.after(world.random.between(0, 500_000), () => attempts.breakStreams());
    this.afterBetween(sessionTimeoutUs, () => world.log.leave(member));
    this.afterBetween(restartUs, () => this.boot());
  }

  /** Stops for a while, in the middle of whatever it does, and goes on as if nothing had happened. */
  freeze(): void {
    const { world, process, member } = this;
    world.trace.note(`freeze  ${process.name}`);
    process.freeze();
    this.afterBetween(sessionTimeoutUs, () => {
      if (!process.isRunning) world.log.leave(member);
    });
    this.afterBetween(frozenUs, () => {
      if (process.isDead) return;
      world.trace.note(`wake    ${process.name}`);
      process.wake();
      world.log.join(member);
    });
  }

  setClock(): void {
    this.clockErrorMs = this.someClockError();
    this.world.trace.note(`clock   ${this.process.name} is ahead by ${this.clockErrorMs} ms`);
    this.process.setClock(this.clockErrorMs);
  }

  private someClockError(): number {
    return this.world.random.between(-clockErrorMsMax, clockErrorMsMax);
  }

  private boot(): void {
    const { world } = this;
    const process = new SimProcess(`${this.name}.${this.restarts++}`, world.scheduler);
    process.setClock(this.clockErrorMs);
    const store = world.connectStore(process);
    this.process = process;
    this.attempts = new SimAttempts(process, store, world.services);
    const owner = new PartitionOwner(
      {
        store,
        log: world.connectLog(process),
        notifier: world.notifier,
        attempts: this.attempts,
        clock: process.clock,
        codec: journalCodec,
        limitRules: world.connectLimits(process),
        scheduleTurn: (turn) => process.after(world.random.between(0, 200), turn),
        listener: {
          onCommit: () => undefined,
          onCommitRetry: () => undefined,
          onError: (partition, message) =>
            world.trace.note(`error   p${partition} on ${process.name}: ${message}`),
          onStopped: (partition, reason) => {
            const cause = reason.cause instanceof Error ? reason.cause.stack : undefined;
            world.trace.note(`stop    p${partition} on ${process.name}: ${reason.code} ${reason.message}`);
            if (reason.code === 'INVARIANT_VIOLATED')
              world.services.audit.stuck(`p${partition} stopped: ${reason.message} ${cause ?? ''}`);
            world.log.stopped(partition, this.member);
          },
        },
      },
      {
        partitionCount: world.partitionCount,
        cachedRowsMax: world.random.pick([5, 1000]),
        groupInputsMax: world.random.pick([1, 5, 1000]),
        waitingInputsMax: world.random.pick([2, 1000]),
        probeMs: 120_000,
      },
    );
    const member: LogMember = { process, subscriber: owner };
    this.member = member;
    world.trace.note(`boot    ${process.name}`);
    world.log.join(member);
  }

  private afterBetween({ min, max }: { min: number; max: number }, run: () => void): void {
    this.world.scheduler.after(this.world.random.between(min, max), run);
  }
}
