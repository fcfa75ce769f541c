import { Invoker, type InvokerObserver, type InvokerSettings, type InvokerTracer } from '@perdure/invoker';
import type { PerdureError, PartitionId } from '@perdure/model';
import { componentLogger, type Logger } from '@perdure/logging';
import {
  PartitionOwner,
  type PartitionListener,
  type PartitionSettings,
  type PartitionTracer,
} from '@perdure/partition-processor';
import type {
  Clock,
  CommandLog,
  DeploymentClient,
  Ids,
  LimitRulesReader,
  OutputNotifier,
  RegistryReader,
  StateStore,
} from '@perdure/ports';
import { journalCodec } from '@perdure/protocol';
import type { Metrics } from '@perdure/telemetry';

export interface WorkerDeps {
  readonly log: CommandLog;
  readonly store: StateStore;
  readonly notifier: OutputNotifier;
  readonly registry: RegistryReader;
  readonly limitRules: LimitRulesReader;
  readonly client: DeploymentClient;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Who makes spans of what the worker does, if anybody. */
  readonly tracers?: { readonly accepts: PartitionTracer; readonly attempts: InvokerTracer };
  /** A partition stopped on its own; it is not taken up again here unless the log assigns it anew. */
  readonly onPartitionStopped: (partition: PartitionId, reason: PerdureError) => void;
}

export interface WorkerSettings {
  readonly invoker: InvokerSettings;
  readonly partitions: PartitionSettings;
}

/** The worker role: owns the partitions the log assigns to this node, and runs their invocations. */
export class Worker {
  private constructor(
    private readonly log: CommandLog,
    private readonly invoker: Invoker,
    private readonly owner: PartitionOwner,
  ) {}

  /** Resolves once the log delivers; for an embedded log, once all partitions are owned. */
  static async start(deps: WorkerDeps, settings: WorkerSettings): Promise<Worker> {
    const { log, store, notifier, registry, limitRules, client, clock, ids, logger, metrics, tracers } = deps;
    const invoker = new Invoker(
      {
        client,
        registry,
        reader: store,
        clock,
        ids,
        logger: componentLogger(logger, 'invoker'),
        observer: invokerObserver(metrics),
        ...(tracers !== undefined && { tracer: tracers.attempts }),
      },
      settings.invoker,
    );
    const owner = new PartitionOwner(
      {
        store,
        log,
        notifier,
        attempts: invoker,
        clock,
        codec: journalCodec,
        limitRules,
        listener: partitionListener(deps),
        ...(tracers !== undefined && { tracer: tracers.accepts }),
      },
      settings.partitions,
    );
    const worker = new Worker(log, invoker, owner);
    await log.subscribe(owner);
    return worker;
  }

  get ownedPartitions(): readonly PartitionId[] {
    return this.owner.ownedPartitions;
  }

  /** Cuts running attempts, stores what they reported, and lets go of the partitions. Their next owner goes on. */
  async stop(): Promise<void> {
    await this.owner.drain();
    await this.log.close();
    await this.invoker.close();
  }
}

function invokerObserver({ invoker }: Metrics): InvokerObserver {
  return {
    onStarted: () => invoker.attemptsStarted.inc(),
    onEnded: (outcome, durationMs) => {
      invoker.attemptsEnded[outcome].inc();
      invoker.attemptDurationSeconds.observe(durationMs / 1000);
    },
    onLoadChanged: (running, waiting) => {
      invoker.attemptsRunning.set(running);
      invoker.queueLength.set(waiting);
    },
  };
}

function partitionListener({ logger, metrics, onPartitionStopped }: WorkerDeps): PartitionListener {
  const log = componentLogger(logger, 'partition');
  const { partitions } = metrics;
  return {
    onCommit: (inputs, durationMs) => {
      partitions.commits.inc();
      partitions.inputs.inc(inputs);
      partitions.commitInputs.observe(inputs);
      partitions.commitDurationSeconds.observe(durationMs / 1000);
    },
    onOwnedChanged: (ownedCount) => partitions.owned.set(ownedCount),
    onCommitRetry: (err) => log.warn({ err }, 'the store does not take a commit, trying again'),
    onError: (partitionId, message, err) => log.error({ partitionId, err }, message),
    onStopped: (partitionId, reason) => {
      log.error({ partitionId, err: reason }, 'a partition stopped');
      onPartitionStopped(partitionId, reason);
    },
  };
}
