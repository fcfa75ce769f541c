import {
  GroupNeeded,
  RowsNeeded,
  type Effect,
  type Engine,
  type PartitionInput,
  type RowChange,
  type TimedInput,
} from '@perdure/engine';
import {
  PerdureError,
  type Epoch,
  type LogOffset,
  type PartitionId,
  type RowKey,
  type RuleBook,
} from '@perdure/model';
import type { Clock, StateStore } from '@perdure/ports';
import { CommitGroup, type Settle } from './commit-group.js';
import { loadGroup, loadRows } from './load-rows.js';
import { PartitionRows } from './partition-rows.js';
import { untilAnswered } from './until-answered.js';

interface QueuedInput {
  readonly input: PartitionInput;
  readonly offset: LogOffset | undefined;
  readonly settle: Settle | undefined;
}

export interface ProcessorOptions {
  readonly partition: PartitionId;
  readonly engine: Engine;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly cachedRowsMax: number;
  /** Inputs one commit carries at the most. */
  readonly groupInputsMax: number;
  /** Hears what became durable, before the effects of the same commit run. */
  readonly onChanges?: (changes: Iterable<RowChange>) => void;
  /** Runs one effect; its commit is durable. Must not throw. */
  readonly onEffect: (effect: Effect, commit: CommittedRows) => void;
  /** The processor stopped on its own: fenced, diverged, or an engine bug. Called once. */
  readonly onStopped: (reason: PerdureError) => void;
  readonly observer?: ProcessorObserver;
  /** The rules of flow control an input is applied under; without, there are none. */
  readonly rules?: () => RuleBook;
  /** Runs a turn of the processor soon, not at once; default {@link afterPoll}. A simulation orders turns itself. */
  readonly scheduleTurn?: ScheduleTurn;
}

export type ScheduleTurn = (turn: () => void) => void;

/** After the poll phase: everything the sockets delivered in this turn of the event loop goes into one group. */
const afterPoll: ScheduleTurn = (turn) => {
  setImmediate(turn);
};

/** An owner that waited so long for a commit makes sure that it is still the owner before it acts on it. */
const doubtMs = 1000;

/** What an input lacks to be applied. */
type Needed = RowsNeeded | GroupNeeded;

/** Inputs looked at for the rows they will need, when one has to be waited for anyway. */
const inputsProbedMax = 255;

/** What effects may ask about the commit they belong to. */
export type CommittedRows = Pick<CommitGroup, 'invocation'>;

/** For metrics: called per commit, never per input. */
export interface ProcessorObserver {
  onCommit(inputs: number, durationMs: number): void;
  /** The store did not take a commit, or did not answer a read: it is asked again. */
  onCommitRetry(error: unknown): void;
}

/**
 * One partition: a single-writer state machine that is never entered concurrently.
 *
 * Inputs queue up and are applied in order, in memory, at once: reads of the next input see the writes of the last,
 * stored or not. What was applied while one commit was on its way to the disk makes up the next (group commit): latency
 * stays at one write when idle, throughput grows with load. Nothing of an input gets out, no answer, no attempt, no
 * acknowledgement, before its commit is durable; then its effects run, in order.
 */
export class PartitionProcessor {
  private readonly rows: PartitionRows;
  private queue: QueuedInput[] = [];
  private group = new CommitGroup(1);
  private committing: CommitGroup | undefined;
  private isScheduled = false;
  private isLoading = false;
  private stopReason: PerdureError | undefined;
  private epoch: Epoch | undefined;
  private sequence = 0;
  private appliedOffset: LogOffset | undefined;
  private readonly commitWaiters: Array<() => void> = [];
  private readonly scheduleTurn: ScheduleTurn;
  private readonly turn = (): void => {
    this.isScheduled = false;
    this.run();
  };

  constructor(private readonly options: ProcessorOptions) {
    this.scheduleTurn = options.scheduleTurn ?? afterPoll;
    this.rows = new PartitionRows(options.partition, options.store, options.cachedRowsMax);
  }

  /** Becomes the owner of the partition. Resolves with the offset of the last record that is already applied. */
  async acquire(): Promise<LogOffset | undefined> {
    const { store, partition, clock } = this.options;
    const position = await store.acquire(partition, clock.nowMs());
    this.epoch = position.epoch;
    this.sequence = position.sequence;
    this.appliedOffset = position.appliedOffset;
    return position.appliedOffset;
  }

  /** Inputs that wait for their turn or for their commit. */
  get waitingInputs(): number {
    return this.queue.length + this.group.inputCount + (this.committing?.inputCount ?? 0);
  }

  /**
   * Takes an input. `settle` is called once its commit is durable, or with the reason why it will not be applied here.
   * @param offset of the log record, for inputs that come from the log
   */
  enqueue(input: PartitionInput, settle?: Settle, offset?: LogOffset): void {
    if (this.stopReason !== undefined) {
      settle?.(this.stopReason);
      return;
    }
    this.queue.push({ input, settle, offset });
    this.schedule();
  }

  /**
   * Commits although there is nothing to store, unless something is on its way anyhow: so an owner without work finds out
   * that it was replaced, or that the store lost what it had acknowledged.
   */
  probe(): void {
    const isBusy = this.isLoading || this.committing !== undefined || !this.group.isEmpty;
    if (isBusy || this.stopReason !== undefined || this.epoch === undefined) return;
    this.group.appliedOffset = this.appliedOffset;
    this.commit();
  }

  /** Resolves once at most `count` inputs wait, or the processor stopped. */
  async whenBelow(count: number): Promise<void> {
    while (this.waitingInputs > count) await this.nextCommit();
  }

  /** Takes nothing more and forgets what is not stored; a commit on its way may still arrive. */
  stop(reason: PerdureError): void {
    if (this.stopReason !== undefined) return;
    this.stopReason = reason;
    const abandoned = [...this.queue.map(({ settle }) => settle), ...this.group.settles];
    this.queue = [];
    this.group = new CommitGroup(0);
    for (const settle of abandoned) settle?.(reason);
    for (const resolve of this.commitWaiters.splice(0)) resolve();
  }

  /** Resolves after the next commit, or when the processor stops. */
  private nextCommit(): Promise<void> {
    return new Promise((resolve) => this.commitWaiters.push(resolve));
  }

  private schedule(): void {
    if (this.isScheduled || this.isLoading) return;
    this.isScheduled = true;
    this.scheduleTurn(this.turn);
  }

  private run(): void {
    if (this.isLoading || this.stopReason !== undefined) return;
    try {
      this.applyQueued();
    } catch (error) {
      void this.failUnlessReplaced(error);
      return;
    }
    if (this.committing === undefined && !this.group.isEmpty) this.commit();
  }

  private applyQueued(): void {
    const nowMs = this.options.clock.nowMs();
    let applied = 0;
    let needed: Needed | undefined;
    for (const queued of this.queue) {
      if (this.group.inputCount >= this.options.groupInputsMax) break;
      needed = this.apply(queued, nowMs);
      if (needed !== undefined) break;
      applied++;
    }
    this.queue = applied === this.queue.length ? [] : this.queue.slice(applied);
    if (needed !== undefined) void this.load(needed, nowMs);
  }

  /** Returns what must be loaded before the input can be applied, if anything. */
  private apply({ input, settle, offset }: QueuedInput, nowMs: number): Needed | undefined {
    try {
      const transition = this.options.engine.apply(this.rows, this.timed(input, nowMs));
      for (const change of transition.changes) this.rows.apply(change, this.group);
      this.group.add(transition.effects, settle);
      if (offset !== undefined) this.appliedOffset = offset;
      this.group.appliedOffset = this.appliedOffset;
      this.rows.unload();
      return undefined;
    } catch (error) {
      if (error instanceof RowsNeeded || error instanceof GroupNeeded) return error;
      throw error;
    }
  }

  private timed(input: PartitionInput, nowMs: number): TimedInput {
    const rules = this.options.rules?.();
    const epoch = this.ownEpoch;
    return rules === undefined ? { nowMs, epoch, input } : { nowMs, epoch, input, rules };
  }

  /** Loads what the next input needs, and goes on. Commits go on meanwhile. */
  private async load(needed: Needed, nowMs: number): Promise<void> {
    this.isLoading = true;
    const { store, partition } = this.options;
    try {
      if (needed instanceof GroupNeeded) {
        // A group is read in pages, and commits would change it between them: let the pipeline run dry first.
        await this.commitEverything();
        if (this.stopReason !== undefined) return;
        await this.untilAnswered(() => loadGroup(this.rows, store, partition, needed));
      } else {
        const all = [...needed.keys, ...this.neededLater(nowMs)];
        await this.untilAnswered(() => loadRows(this.rows, store, partition, all));
      }
    } catch (error) {
      this.fail(error);
      return;
    } finally {
      this.isLoading = false;
    }
    this.run();
  }

  /**
   * Rows that inputs further back in the queue will need, so that one read serves them all. Found by applying them and
   * throwing the outcome away, which is safe because applying is pure; what a guess misses is loaded in its turn.
   */
  private neededLater(nowMs: number): RowKey[] {
    const found: RowKey[] = [];
    for (const { input } of this.queue.slice(1, 1 + inputsProbedMax)) {
      try {
        this.options.engine.apply(this.rows, this.timed(input, nowMs));
      } catch (error) {
        // Anything else shows when the input's turn comes.
        if (error instanceof RowsNeeded) found.push(...error.keys);
      }
    }
    return found;
  }

  private async commitEverything(): Promise<void> {
    while (!this.group.isEmpty || this.committing !== undefined) {
      if (this.committing === undefined) this.commit();
      await this.nextCommit();
      if (this.stopReason !== undefined) return;
    }
  }

  private commit(): void {
    const group = this.group;
    this.committing = group;
    this.group = new CommitGroup(group.number + 1);
    const startedMs = performance.now();
    void this.store(group).then(
      () => {
        this.options.observer?.onCommit(group.inputCount, performance.now() - startedMs);
        this.onCommitted(group);
      },
      (error: unknown) => this.fail(error),
    );
  }

  private async store(group: CommitGroup): Promise<void> {
    const { partition, store, clock } = this.options;
    const base = { partition, epoch: this.ownEpoch, appliedOffset: group.appliedOffset };
    const commit = { ...base, sequence: ++this.sequence, mutations: group.mutations() };
    const startedMs = clock.nowMs();
    // The very same commit: whether the last try arrived does not matter, for the store takes it once.
    await this.untilAnswered(() => store.commit(commit));
    if (clock.nowMs() - startedMs < doubtMs || this.stopReason !== undefined) return;
    // So late an answer may be one from before this process was frozen, and somebody else the owner since. What the
    // commit asks for, attempts above all, must not start then; a commit that passes now shows that it may.
    const proof = { ...base, sequence: ++this.sequence, mutations: [] };
    await this.untilAnswered(() => store.commit(proof));
  }

  private get ownEpoch(): Epoch {
    if (this.epoch !== undefined) return this.epoch;
    throw new PerdureError(
      'INVARIANT_VIOLATED',
      `partition ${this.options.partition} is at work without having been acquired`,
    );
  }

  private untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
    const { clock, observer } = this.options;
    return untilAnswered(ask, {
      clock,
      isStopped: () => this.stopReason !== undefined,
      onRetry: (error) => observer?.onCommitRetry(error),
    });
  }

  private onCommitted(group: CommitGroup): void {
    this.committing = undefined;
    this.rows.committed(group.number);
    this.options.onChanges?.(group.changes);
    // The next commit is sent off before the effects of this one run: the disk works while we do.
    if (!this.isLoading) this.run();
    else if (!this.group.isEmpty) this.commit();
    if (this.stopReason === undefined)
      for (const effect of group.effects) this.options.onEffect(effect, group);
    for (const settle of group.settles) settle(this.stopReason);
    for (const resolve of this.commitWaiters.splice(0)) resolve();
  }

  /**
   * An input could not be applied. An owner that was replaced and does not know it yet reads rows its successor wrote, and
   * what breaks then is no mistake of ours: the store tells the two apart.
   */
  private async failUnlessReplaced(error: unknown): Promise<void> {
    this.isLoading = true;
    try {
      await this.commitEverything();
      if (this.stopReason !== undefined) return;
      const nothing = new CommitGroup(this.group.number);
      nothing.appliedOffset = this.appliedOffset;
      await this.store(nothing);
      this.fail(error);
    } catch (refusal) {
      this.fail(refusal);
    }
  }

  private fail(error: unknown): void {
    if (this.stopReason !== undefined) return;
    const reason =
      error instanceof PerdureError
        ? error
        : new PerdureError('INVARIANT_VIOLATED', `partition ${this.options.partition} cannot go on`, {
            cause: error,
          });
    const committing = this.committing;
    this.stop(reason);
    for (const settle of committing?.settles ?? []) settle(reason);
    this.options.onStopped(reason);
  }
}
