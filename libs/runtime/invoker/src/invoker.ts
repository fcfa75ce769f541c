import type { Frame, InvocationId, InvocationTarget, PartitionId } from '@perdure/model';
import type { Clock, DeploymentClient, Ids, RegistryReader, StateReader } from '@perdure/ports';
import type { AttemptContext, AttemptEnding, AttemptStart } from './attempt-context.js';
import { Attempt } from './attempt.js';
import { DeadlineWatch } from './deadline-watch.js';
import { FairQueue } from './fair-queue.js';
import { HandlingLookup } from './handling-lookup.js';
import type { Logger } from './logger.js';
import type { InvokerObserver } from './observer.js';
import { CommandResolver } from './resolve-command.js';
import type { InvokerSettings } from './settings.js';
import type { InvokerTracer } from './tracer.js';

export interface InvokerDependencies {
  readonly client: DeploymentClient;
  readonly registry: RegistryReader;
  readonly reader: StateReader;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger?: Logger;
  readonly observer?: InvokerObserver;
  readonly tracer?: InvokerTracer;
}

/** How long an attempt is put off that finds the queue full. */
const putOffMs = 1000;

/**
 * Runs the attempts of all partitions this node owns, with a bound on how many at once.
 *
 * It carries out effects and reports events; it never retries and never changes an invocation by itself. Every call names
 * the attempt's token, and one that does not fit what runs here is ignored: effects may be repeated and may come late.
 */
export class Invoker {
  private readonly context: AttemptContext;
  /** The live attempt of each invocation, queued or running. */
  private readonly attempts = new Map<InvocationId, Attempt>();
  private readonly observer: InvokerObserver | undefined;
  private readonly queue = new FairQueue<Attempt>();
  private running = 0;
  private isServingQueue = false;
  private isClosed = false;
  private onIdle: (() => void) | undefined;

  constructor(
    { client, registry, reader, clock, ids, logger, observer, tracer }: InvokerDependencies,
    private readonly settings: InvokerSettings,
  ) {
    this.observer = observer;
    const handlings = new HandlingLookup(settings.handlingDefaults);
    this.context = {
      settings,
      client,
      registry,
      reader,
      clock,
      ids,
      logger,
      tracer,
      handlings,
      resolver: new CommandResolver(registry, handlings, ids, clock, settings.acceptsScopes),
      deadlines: new DeadlineWatch(clock),
      onOver: (start, ending) => this.onOver(start, ending),
    };
  }

  /** Attempts that hold a slot. */
  get runningAttempts(): number {
    return this.running;
  }

  /** Starts the attempt when it has a slot. Repeating a start is harmless; a newer one replaces what runs. */
  start(request: AttemptStart): void {
    if (this.isClosed) return;
    const { id, attempt: token, target } = request.row;
    const known = this.attempts.get(id);
    if (known !== undefined) {
      if (known.start.row.attempt >= token) return;
      known.abort();
    }
    const attempt = new Attempt(request, this.context);
    this.attempts.set(id, attempt);
    if (this.running < this.settings.concurrentAttemptsMax) this.run(attempt);
    else if (this.queue.length < this.settings.queuedAttemptsMax) this.queue.push(laneOf(target), attempt);
    else {
      const message = `the worker is at its limit of ${this.settings.queuedAttemptsMax} waiting attempts`;
      attempt.putOff(putOffMs, { code: 503, message });
    }
    this.tellLoad();
  }

  /**
   * Sends a frame into the running attempt, unless it was replayed.
   * @param journalIndex the entry the frame stands for; none for acknowledgements of commands
   */
  forward(invocationId: InvocationId, attempt: number, frame: Frame, journalIndex?: number): void {
    this.find(invocationId, attempt)?.forward(frame, journalIndex);
  }

  /** Cuts the attempt at once; it reports nothing more. */
  abort(invocationId: InvocationId, attempt: number): void {
    this.find(invocationId, attempt)?.abort();
  }

  /** Half-closes the attempt's request, so that the handler suspends where it next blocks. */
  askToSuspend(invocationId: InvocationId, attempt: number): void {
    this.find(invocationId, attempt)?.askToSuspend();
  }

  /** The partition is no longer ours: cuts all its attempts. */
  releasePartition(partition: PartitionId): void {
    for (const attempt of [...this.attempts.values()])
      if (attempt.start.partition === partition) attempt.abort();
  }

  /** Takes nothing new, drops what waits, asks what runs to suspend, and cuts what does not within the grace period. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const attempt of [...this.attempts.values()]) {
      if (attempt.isQueued) attempt.abort();
      else attempt.askToSuspend();
    }
    if (this.running > 0) await this.untilIdle();
    for (const attempt of [...this.attempts.values()]) attempt.abort();
  }

  private find(invocationId: InvocationId, token: number): Attempt | undefined {
    const attempt = this.attempts.get(invocationId);
    return attempt?.start.row.attempt === token ? attempt : undefined;
  }

  private run(attempt: Attempt): void {
    this.running++;
    this.observer?.onStarted();
    attempt.begin();
  }

  private tellLoad(): void {
    this.observer?.onLoadChanged(this.running, this.queue.length);
  }

  private onOver(start: AttemptStart, ending: AttemptEnding | undefined): void {
    const { id } = start.row;
    if (this.attempts.get(id)?.start === start) this.attempts.delete(id);
    if (ending === undefined) return;
    this.running--;
    this.observer?.onEnded(ending.outcome, ending.durationMs);
    if (this.running === 0) this.onIdle?.();
    this.serveQueue();
  }

  /** A loop, and entered once: attempts that fail as they begin free their slots from within. */
  private serveQueue(): void {
    if (this.isServingQueue) return;
    this.isServingQueue = true;
    while (this.running < this.settings.concurrentAttemptsMax) {
      const next = this.queue.take();
      if (next === undefined) break;
      // Cut while it waited.
      if (next.isQueued) this.run(next);
    }
    this.isServingQueue = false;
    this.tellLoad();
  }

  private async untilIdle(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancelTimer = this.context.clock.schedule(this.settings.closeGraceMs, resolve);
      this.onIdle = () => {
        cancelTimer();
        resolve();
      };
    });
  }
}

/** Services wait beside each other, and so do scopes: neither keeps another's first attempt waiting for all of its own. */
function laneOf({ scope = '', service }: InvocationTarget): string {
  return `${scope}/${service}`;
}
