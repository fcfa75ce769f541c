import type { AttemptEvent, RetryDecision } from '@perdure/engine';
import {
  instanceOf,
  type DeploymentId,
  type DeploymentPin,
  type Frame,
  type InvocationId,
  type InvocationRow,
  type PartitionId,
} from '@perdure/model';
import type { AttemptRunner, AttemptSink } from '@perdure/partition-processor';
import type { StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';
import type { SimProcess } from '../kernel/sim-process.js';
import { resolve } from './resolve.js';
import { Session, type ServiceWorld, type SessionEvent } from './session.js';

type StartRequest = Parameters<AttemptRunner['start']>[0];

const pin: DeploymentPin = { deploymentId: 'dp_10000000000000000000000' as DeploymentId, protocolVersion: 7 };
const retryPolicy = {
  initialIntervalMs: 20,
  exponentiationFactor: 2,
  maxIntervalMs: 1000,
  onMaxAttempts: 'pause',
} as const;

/**
 * The invoker of one node, reduced to what the processor can tell: it replays what was committed when the attempt was
 * asked for, drops what the replay held, and keeps the order of frames and events.
 */
export class SimAttempts implements AttemptRunner {
  private readonly running = new Map<InvocationId, RunningAttempt>();

  constructor(
    private readonly process: SimProcess,
    private readonly reader: StateReader,
    private readonly world: ServiceWorld,
  ) {}

  start(request: StartRequest): void {
    const { id, attempt } = request.row;
    const known = this.running.get(id);
    if (known !== undefined) {
      if (known.request.row.attempt >= attempt) return;
      known.cut();
    }
    this.world.audit.attemptStarted(request.row, this.process.name);
    const started = new RunningAttempt(request, this.process, this.world, () => {
      if (this.running.get(id) === started) this.running.delete(id);
    });
    this.running.set(id, started);
    void started.replay(this.reader);
  }

  forward(invocationId: InvocationId, attempt: number, frame: Frame, journalIndex?: number): void {
    this.find(invocationId, attempt)?.forward(frame, journalIndex);
  }

  abort(invocationId: InvocationId, attempt: number): void {
    this.find(invocationId, attempt)?.cut();
  }

  askToSuspend(invocationId: InvocationId, attempt: number): void {
    this.find(invocationId, attempt)?.askToSuspend();
  }

  releasePartition(partition: PartitionId): void {
    for (const each of [...this.running.values()]) if (each.request.partition === partition) each.cut();
  }

  /** The process died: its streams break, which the services notice a little later. */
  breakStreams(): void {
    for (const each of [...this.running.values()]) each.cut();
  }

  private find(invocationId: InvocationId, attempt: number): RunningAttempt | undefined {
    const found = this.running.get(invocationId);
    return found?.request.row.attempt === attempt ? found : undefined;
  }
}

class RunningAttempt {
  private session: Session | undefined;
  private readonly waiting: Frame[] = [];
  private isOver = false;
  private isSuspendAsked = false;
  private downArrivalUs = 0;
  private readonly retry: RetryDecision;

  constructor(
    readonly request: StartRequest,
    private readonly process: SimProcess,
    private readonly world: ServiceWorld,
    private readonly onOver: () => void,
  ) {
    this.retry = { policy: retryPolicy, jitter: world.random.fraction() };
  }

  /** Not the row's journal length: the row may be newer than what is committed, and only that can be read. */
  private get knownEntries(): number {
    return this.request.row.attemptJournalLength;
  }

  async replay(reader: StateReader): Promise<void> {
    const { partition, row } = this.request;
    try {
      const eagerState = await readState(
        reader,
        partition,
        row,
        this.world.random.chance(this.world.lazyStateChance),
      );
      const stored = await reader.scan(partition, 'journal', row.id, { limit: this.knownEntries });
      if (stored.length !== this.knownEntries)
        throw new Error(
          `the journal holds ${stored.length} entries where ${this.knownEntries} were committed`,
        );
      const journal = stored.map(({ value }) => decodeRow('journal', value).frame);
      this.world.audit.replayed(row, journal);
      this.open(eagerState, journal);
    } catch (error) {
      this.take({ kind: 'failed', failure: { code: 500, message: String(error) } });
    }
  }

  forward(frame: Frame, journalIndex: number | undefined): void {
    if (this.isOver || (journalIndex !== undefined && journalIndex < this.knownEntries)) return;
    if (this.session === undefined) this.waiting.push(frame);
    else this.push((session) => session.receive(frame));
  }

  askToSuspend(): void {
    this.isSuspendAsked = true;
    if (this.session !== undefined) this.push((session) => session.closeRequest());
  }

  cut(): void {
    this.end();
    if (this.session !== undefined) this.push((session) => session.cut());
  }

  private open(eagerState: ReadonlyMap<string, string> | undefined, journal: readonly Frame[]): void {
    if (this.isOver) return;
    const { id: invocationId, attempt, target } = this.request.row;
    const start = { invocationId, attempt, target, eagerState };
    this.session = new Session(this.world, start, journal, (event) =>
      this.process.after(0, () => this.take(event)),
    );
    this.push((session) => session.begin());
    for (const frame of this.waiting) this.push((session) => session.receive(frame));
    if (this.isSuspendAsked) this.askToSuspend();
  }

  /** Towards the service, in order. */
  private push(run: (session: Session) => void): void {
    const { scheduler, random } = this.world;
    const nowUs = scheduler.elapsedUs;
    this.downArrivalUs = Math.max(this.downArrivalUs, nowUs + random.between(20, 3000));
    const { session } = this;
    scheduler.after(this.downArrivalUs - nowUs, () => {
      if (session !== undefined) run(session);
    });
  }

  private take(event: SessionEvent): void {
    if (this.isOver) return;
    const { row, sink } = this.request;
    this.report(sink, row, event);
    if (event.kind === 'suspended' || event.kind === 'ended' || event.kind === 'failed') this.end();
  }

  private end(): void {
    this.isOver = true;
    this.onOver();
  }

  private report(sink: AttemptSink, row: InvocationRow, event: SessionEvent): void {
    const token = { invocationId: row.id, attempt: row.attempt };
    sink.report(this.attemptEvent(token, event), () => undefined);
  }

  private attemptEvent(
    token: { invocationId: InvocationId; attempt: number },
    event: SessionEvent,
  ): AttemptEvent {
    switch (event.kind) {
      case 'command': {
        const resolution = resolve(event.command, this.world);
        return {
          ...token,
          ...event,
          pin,
          retry: this.retry,
          ...(resolution !== undefined && { resolution }),
        };
      }
      case 'run-proposed':
      case 'suspended':
        return { ...token, ...event };
      case 'ended':
      case 'failed':
        return { ...token, ...event, retry: this.retry };
    }
  }
}

/** The state of the instance, for handlers that get it up front. */
async function readState(
  reader: StateReader,
  partition: PartitionId,
  row: InvocationRow,
  isLazy: boolean,
): Promise<ReadonlyMap<string, string> | undefined> {
  const instance = instanceOf(row.target);
  if (instance === undefined || isLazy) return undefined;
  const rows = await reader.scan(partition, 'state', instance, { limit: 1000 });
  return new Map(
    rows.map(({ member, value }) => [member, Buffer.from(decodeRow('state', value)).toString()]),
  );
}
