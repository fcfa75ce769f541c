import { createEngine, type Effect, type JournalCodec } from '@perdure/engine';
import {
  assertNever,
  instanceOf,
  parseIndexMember,
  PerdureError,
  secondMs,
  single,
  type InvocationId,
  type LogOffset,
  type PartitionId,
} from '@perdure/model';
import type {
  Clock,
  CommandLog,
  LimitRulesReader,
  LogEntry,
  OutputNotifier,
  StateStore,
} from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';
import type { AttemptRunner, AttemptSink } from './attempt-runner.js';
import { DurableTimers } from './durable-timers.js';
import { InstanceStates } from './instance-states.js';
import { LimitReview } from './limit-review.js';
import { scanPages } from './load-rows.js';
import { OutboxSender } from './outbox-sender.js';
import {
  PartitionProcessor,
  type CommittedRows,
  type ProcessorObserver,
  type ScheduleTurn,
} from './partition-processor.js';
import { tracedSettle, type PartitionTracer } from './tracer.js';

/** What happens on a partition that people should hear of. */
export interface PartitionListener extends ProcessorObserver {
  /** The partition stopped on its own; it must be taken over anew, or the process must end. */
  onStopped(partition: PartitionId, reason: PerdureError): void;
  onError(partition: PartitionId, message: string, error: unknown): void;
  /** This node owns so many partitions from now on. */
  onOwnedChanged?(ownedCount: number): void;
}

export interface PartitionDeps {
  readonly store: StateStore;
  readonly log: CommandLog;
  readonly notifier: OutputNotifier;
  readonly attempts: AttemptRunner;
  readonly clock: Clock;
  readonly codec: JournalCodec;
  readonly listener: PartitionListener;
  /** What limits how many invocations run at once; undefined: nothing does. */
  readonly limitRules?: LimitRulesReader;
  readonly tracer?: PartitionTracer;
  /** See `ProcessorOptions.scheduleTurn`. */
  readonly scheduleTurn?: ScheduleTurn;
}

export interface PartitionSettings {
  readonly partitionCount: number;
  /** Hot rows kept in memory per partition. */
  readonly cachedRowsMax: number;
  /** State of hot objects kept in memory per partition; default 16 MiB. */
  readonly cachedStateBytesMax?: number;
  /** Inputs one commit carries at the most. */
  readonly groupInputsMax: number;
  /** Inputs that may wait before the log is asked to pause. */
  readonly waitingInputsMax: number;
  /** How often an owner makes sure that the store is where it believes, work or no work; default 10 s. */
  readonly probeMs?: number;
}

const defaultProbeMs = 10 * secondMs;
const defaultCachedStateBytes = 16 * 1024 * 1024;

const recoveryPage = 500;

/** An input that changes nothing; its commit passes only if this owner is the owner. */
const noChange = { kind: 'limits-added', invoked: [] } as const;

/** A partition this node owns: the processor, its timers and outbox, and the attempts it asked for. */
export class OwnedPartition {
  private readonly processor: PartitionProcessor;
  private readonly timers: DurableTimers;
  private readonly outbox: OutboxSender;
  private readonly limits: LimitReview;
  private readonly states: InstanceStates;
  private isReleased = false;
  private cancelProbe: (() => void) | undefined;
  private readonly sink: AttemptSink = {
    report: (event, onSettled) => {
      this.processor.enqueue({ kind: 'attempt-event', event }, onSettled);
    },
    confirmOwnership: (onAnswer) => {
      this.processor.enqueue(noChange, (error) => onAnswer(error === undefined));
    },
  };

  constructor(
    private readonly partition: PartitionId,
    private readonly deps: PartitionDeps,
    private readonly settings: PartitionSettings,
  ) {
    const { store, log, clock, codec, listener, limitRules, scheduleTurn } = deps;
    this.limits = new LimitReview({
      partition,
      reader: store,
      clock,
      rules: limitRules,
      apply: (input) => this.apply(input),
      onError: (error) =>
        listener.onError(partition, 'a change of the limits is not followed yet, trying again', error),
    });
    this.states = new InstanceStates(
      partition,
      store,
      settings.cachedStateBytesMax ?? defaultCachedStateBytes,
    );
    this.processor = new PartitionProcessor({
      partition,
      engine: createEngine({ codec, partition, partitionCount: settings.partitionCount }),
      store,
      clock,
      cachedRowsMax: settings.cachedRowsMax,
      groupInputsMax: settings.groupInputsMax,
      observer: listener,
      rules: () => this.limits.book,
      ...(scheduleTurn !== undefined && { scheduleTurn }),
      onChanges: (changes) => this.states.committed(changes),
      onEffect: (effect, commit) => this.run(effect, commit),
      onStopped: (reason) => {
        this.release();
        listener.onStopped(partition, reason);
      },
    });
    this.timers = new DurableTimers(
      partition,
      store,
      clock,
      (member) => this.apply({ kind: 'timer-due', member }),
      (error) => listener.onError(partition, 'timers cannot be read, trying again', error),
    );
    this.outbox = new OutboxSender(
      `p${String(partition)}`,
      log,
      clock,
      (number) => this.processor.enqueue({ kind: 'outbox-delivered', number }),
      (error) => listener.onError(partition, 'an outbox message was not accepted, trying again', error),
    );
  }

  /**
   * Becomes the owner and takes up where the last one was: attempts are started again under new tokens, timers armed,
   * the outbox sent again. Resolves with the offset of the last record that needs no delivery.
   */
  async open(): Promise<LogOffset | undefined> {
    const appliedOffset = await this.processor.acquire();
    // Before anything can send more: receivers take what comes after a higher number for a repeat.
    await this.resendOutbox();
    await this.restartAttempts();
    this.timers.arm(0);
    this.limits.start();
    this.scheduleProbe();
    return appliedOffset;
  }

  get waitingInputs(): number {
    return this.processor.waitingInputs;
  }

  /** Takes records of the log; the promise, if any, is the back-pressure. */
  take(entries: readonly LogEntry[]): Promise<void> | undefined {
    for (const entry of entries) {
      const settle = tracedSettle(entry, this.deps.tracer);
      this.processor.enqueue({ kind: 'record', record: entry.record }, settle, entry.offset);
    }
    return this.processor.waitingInputs > this.settings.waitingInputsMax
      ? this.processor.whenBelow(this.settings.waitingInputsMax / 2)
      : undefined;
  }

  /** For an orderly stop: cuts the attempts, and waits until what they reported is durable. */
  async drain(): Promise<void> {
    this.release();
    // What comes after this is not waited for: under a steady load there is always something on its way. Who stopped
    // meanwhile has nothing to wait for.
    await this.apply(noChange).catch(() => undefined);
  }

  close(): void {
    this.release();
    this.processor.stop(
      new PerdureError('PARTITION_UNAVAILABLE', 'The partition is being released by this node.', {
        retryable: true,
      }),
    );
  }

  private scheduleProbe(): void {
    if (this.isReleased) return;
    this.cancelProbe = this.deps.clock.schedule(this.settings.probeMs ?? defaultProbeMs, () => {
      this.processor.probe();
      this.scheduleProbe();
    });
  }

  private release(): void {
    this.isReleased = true;
    this.cancelProbe?.();
    this.timers.stop();
    this.limits.stop();
    this.outbox.stop();
    this.deps.attempts.releasePartition(this.partition);
  }

  private async restartAttempts(): Promise<void> {
    for await (const page of scanPages(this.deps.store, this.partition, 'active', single, recoveryPage)) {
      const invoked = page
        .filter(({ value }) => decodeRow('active', value) === 'invoked')
        .map(({ member }) => member as InvocationId);
      if (invoked.length > 0) await this.apply({ kind: 'owner-changed', invoked });
    }
  }

  private async resendOutbox(): Promise<void> {
    for await (const page of scanPages(this.deps.store, this.partition, 'outbox', single, recoveryPage))
      for (const { member, value } of page) {
        const { partition, command } = decodeRow('outbox', value);
        this.outbox.send(partition, { number: parseIndexMember(member), command });
      }
  }

  private apply(input: Parameters<PartitionProcessor['enqueue']>[0]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.processor.enqueue(input, (error) => {
        if (error === undefined) resolve();
        else reject(error instanceof Error ? error : new Error('the partition stopped'));
      });
    });
  }

  private run(effect: Effect, commit: CommittedRows): void {
    const { attempts, notifier } = this.deps;
    switch (effect.kind) {
      case 'start-attempt': {
        const row = commit.invocation(effect.invocationId);
        // Superseded already: a later effect starts the attempt that counts.
        if (row?.attempt !== effect.attempt || row.status !== 'invoked') return;
        const instance = instanceOf(row.target);
        const state = instance === undefined ? undefined : this.states.get(instance);
        attempts.start({
          partition: this.partition,
          row,
          sink: this.sink,
          ...(effect.input !== undefined && { input: effect.input }),
          ...(state !== undefined && { state }),
        });
        return;
      }
      case 'abort-attempt':
        return attempts.abort(effect.invocationId, effect.attempt);
      case 'ask-to-suspend':
        return attempts.askToSuspend(effect.invocationId, effect.attempt);
      case 'forward':
        return attempts.forward(effect.invocationId, effect.attempt, effect.frame, effect.journalIndex);
      case 'admit-more':
        return this.processor.enqueue({ kind: 'slots-freed', counter: effect.counter });
      case 'arm-timer':
        return this.timers.arm(effect.dueAtMs);
      case 'send':
        return this.outbox.send(effect.partition, { number: effect.outboxNumber, command: effect.command });
      case 'notify-node':
        return notifier.notify(effect.nodeId, effect.message);
      default:
        return assertNever(effect);
    }
  }
}
