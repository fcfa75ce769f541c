import { createEngine, type Effect, type Engine, type PartitionInput } from '@perdure/engine';
import {
  assertNever,
  RuleBook,
  single,
  timerDueAtMs,
  type Epoch,
  type InvocationId,
  type LimitRule,
  type PartitionId,
  type PartitionRecord,
} from '@perdure/model';
import type { AttemptSink } from '@perdure/partition-processor';
import { journalCodec } from '@perdure/protocol';
import type { Scheduler } from '../kernel/scheduler.js';
import type { SimAttempts } from '../sdk/sim-attempts.js';
import { GoldenRows } from './golden-rows.js';
import { timedInput, type RecordedInput, type Recording } from './recording.js';

export interface GoldenNeighbours {
  readonly scheduler: Scheduler;
  readonly partitionCount: number;
  readonly rules: readonly LimitRule[];
  append(partition: PartitionId, record: PartitionRecord): void;
}

/** How long a message to another partition is on its way. */
const messageUs = 2000;

/** An owner that stores each input at once and writes down what it was told: nothing fails here, everything is recorded. */
export class GoldenPartition {
  readonly rows = new GoldenRows();
  private attempts: SimAttempts | undefined;
  private readonly inputs: RecordedInput[] = [];
  private readonly engine: Engine;
  private readonly book: RuleBook;
  /** As stores give them: never below the time. */
  private epoch: number;
  private readonly sink: AttemptSink = {
    confirmOwnership: (onAnswer) => onAnswer(true),
    report: (event, onSettled) => {
      this.apply({ kind: 'attempt-event', event });
      onSettled();
    },
  };

  constructor(
    private readonly partition: PartitionId,
    private readonly world: GoldenNeighbours,
  ) {
    const { partitionCount, rules } = world;
    this.engine = createEngine({ codec: journalCodec, partition, partitionCount });
    this.book = new RuleBook(rules);
    this.epoch = world.scheduler.nowMs;
  }

  get recording(): Recording {
    const { partitionCount, rules } = this.world;
    return { partition: this.partition, partitionCount, rules, inputs: this.inputs };
  }

  runOn(attempts: SimAttempts): void {
    this.attempts = attempts;
  }

  apply(input: PartitionInput): void {
    const recorded = { nowMs: this.world.scheduler.nowMs, epoch: this.epoch as Epoch, input };
    const { changes, effects } = this.engine.apply(this.rows, timedInput(recorded, this.book));
    this.inputs.push(recorded);
    this.rows.apply(changes);
    for (const effect of effects) this.run(effect);
  }

  /** Another owner takes over: attempts start anew. */
  changeOwner(): void {
    this.epoch = Math.max(this.epoch + 1, this.world.scheduler.nowMs);
    this.attempts?.releasePartition(this.partition);
    const invoked = this.rows
      .scan('active', single)
      .flatMap(([id, status]) => (status === 'invoked' ? [id as InvocationId] : []));
    this.apply({ kind: 'owner-changed', invoked });
  }

  private run(effect: Effect): void {
    const { attempts, world, partition } = this;
    switch (effect.kind) {
      case 'start-attempt': {
        const row = this.rows.get('invocation', effect.invocationId, single);
        if (row === undefined) return;
        const input = effect.input === undefined ? {} : { input: effect.input };
        attempts?.start({ partition, row, sink: this.sink, ...input });
        return;
      }
      case 'abort-attempt':
        return attempts?.abort(effect.invocationId, effect.attempt);
      case 'ask-to-suspend':
        return attempts?.askToSuspend(effect.invocationId, effect.attempt);
      case 'forward':
        return attempts?.forward(effect.invocationId, effect.attempt, effect.frame, effect.journalIndex);
      case 'admit-more':
        return this.apply({ kind: 'slots-freed', counter: effect.counter });
      case 'arm-timer':
        world.scheduler.after((effect.dueAtMs - world.scheduler.nowMs) * 1000, () => this.fireTimers());
        return;
      case 'send': {
        const { command, outboxNumber: number } = effect;
        world.scheduler.after(messageUs, () => {
          world.append(effect.partition, { command, origin: { sender: `p${String(partition)}`, number } });
          this.apply({ kind: 'outbox-delivered', number });
        });
        return;
      }
      case 'notify-node':
        return;
      default:
        return assertNever(effect);
    }
  }

  private fireTimers(): void {
    const { nowMs } = this.world.scheduler;
    for (const [member] of this.rows.scan('timer', single))
      if (timerDueAtMs(member) <= nowMs) this.apply({ kind: 'timer-due', member });
  }
}
