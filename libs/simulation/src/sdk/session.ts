import {
  type AttemptFailure,
  type AwaitPoint,
  type Frame,
  type JournalCommand,
  type Result,
} from '@perdure/model';
import type { Faults } from '../kernel/faults.js';
import type { Random } from '../kernel/random.js';
import type { Scheduler } from '../kernel/scheduler.js';
import type { Audit } from '../audit.js';
import { AttemptFailed } from './errors.js';
import { decodeMessage, encodeMessage, encodeText, type Message } from './frames.js';
import { HandlerContext, type HandlerIo, type HandlerStart } from './handler-context.js';
import { runProgram } from './run-program.js';

/** What the service tells the worker, in the order it does. */
export type SessionEvent =
  | {
      readonly kind: 'command';
      readonly frame: Frame;
      readonly command: JournalCommand;
      readonly isAckRequested: boolean;
    }
  | {
      readonly kind: 'run-proposed';
      readonly completionId: number;
      readonly result: Result;
      readonly isAckRequested: boolean;
    }
  | { readonly kind: 'suspended'; readonly awaiting: AwaitPoint }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly failure: AttemptFailure };

/** What all services of the world share. */
export interface ServiceWorld {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
  readonly audit: Audit;
  /** How often a dependency failed already, by place. */
  readonly failures: Map<string, number>;
  /** How many attempts get no state up front. They number their completions differently from those that do. */
  readonly lazyStateChance: number;
  /** A text nobody got before. */
  uniqueText(): string;
}

/**
 * One attempt as the service sees it: a handler over a stream. The service is another process than the worker: it goes
 * on for a while when the worker is dead, and hears of that only through the stream.
 */
export class Session implements HandlerIo {
  private readonly context: HandlerContext;
  private readonly handler: Generator<AwaitPoint, void, void>;
  /** Results of closures that were proposed and not acknowledged. */
  private readonly proposed = new Map<number, Result>();
  private executing = 0;
  private awaiting: AwaitPoint | undefined;
  private isRequestClosed = false;
  private isOver = false;
  private lastArrivalUs = 0;
  private cancelInactivity: (() => void) | undefined;

  constructor(
    private readonly world: ServiceWorld,
    private readonly start: HandlerStart,
    journal: readonly Frame[],
    /** Carries an event to the worker. */
    private readonly report: (event: SessionEvent) => void,
  ) {
    this.context = new HandlerContext(start, journal, this);
    this.handler = runProgram(this.context);
    for (const frame of journal) this.noteAcknowledged(decodeMessage(frame));
    this.isRequestClosed = world.random.chance(0.3);
  }

  begin(): void {
    this.world.audit.sessionStarted(this.start);
    this.advance();
  }

  /** A frame from the worker. */
  receive(frame: Frame): void {
    if (this.isOver || this.isRequestClosed) return;
    const message = decodeMessage(frame);
    if (message.kind === 'notification') this.context.notify(message.notification);
    else if (message.kind === 'run-ack') {
      const { completionId } = message;
      const result = this.proposed.get(completionId);
      if (result === undefined) return;
      this.context.notify({ kind: 'completion', of: 'run', completionId, result });
    }
    this.noteAcknowledged(message);
    if (this.awaiting !== undefined) this.advance();
  }

  /** The worker ends its side: nothing more will come, so the handler suspends where it next blocks. */
  closeRequest(): void {
    this.isRequestClosed = true;
    if (this.awaiting !== undefined) this.onBlocked(this.awaiting);
  }

  /** The stream is gone. */
  cut(): void {
    this.isOver = true;
    this.cancelInactivity?.();
  }

  nowMs(): number {
    return this.world.scheduler.nowMs;
  }

  send(message: Extract<Message, { kind: 'command' }>): void {
    if (this.isOver) return;
    const { command } = message;
    this.emit({
      kind: 'command',
      frame: encodeMessage(message),
      command,
      isAckRequested: this.world.random.chance(0.1),
    });
  }

  execute(run: {
    readonly completionId: number;
    readonly failures: number;
    readonly isTerminal: boolean;
  }): void {
    const { random, scheduler, audit } = this.world;
    const { completionId, failures, isTerminal } = run;
    this.executing++;
    scheduler.after(random.between(100, 20_000), () => {
      this.executing--;
      if (this.isOver) return;
      audit.runExecuted(this.start, completionId);
      if (this.isStillFailing(`${this.start.invocationId} run ${completionId}`, failures)) {
        this.fail(`run ${completionId} fails for now`);
        return;
      }
      const text = this.world.uniqueText();
      const result: Result = isTerminal
        ? { kind: 'failure', failure: { code: 400, message: text } }
        : { kind: 'value', value: encodeText(text) };
      this.proposed.set(completionId, result);
      this.emit({ kind: 'run-proposed', completionId, result, isAckRequested: random.chance(0.5) });
      if (this.awaiting !== undefined) this.onBlocked(this.awaiting);
    });
  }

  isStillFailing(place: string, times: number): boolean {
    const { failures } = this.world;
    const failed = failures.get(place) ?? 0;
    failures.set(place, failed + 1);
    return failed < times;
  }

  onMismatch(message: string): void {
    this.world.audit.mismatched(this.start, message);
  }

  private advance(): void {
    this.awaiting = undefined;
    this.cancelInactivity?.();
    try {
      const { done, value } = this.handler.next();
      if (done === true) {
        this.world.audit.handlerEnded(this.start);
        this.emit({ kind: 'ended' });
        this.cut();
      } else this.onBlocked(value);
    } catch (error) {
      if (error instanceof AttemptFailed) this.fail(error.message);
      else this.fail(`a bug of the service: ${String(error)}`);
    }
  }

  private onBlocked(point: AwaitPoint): void {
    if (this.isOver) return;
    this.awaiting = point;
    this.cancelInactivity?.();
    if (this.executing > 0) return;
    if (this.isRequestClosed) {
      this.emit({ kind: 'suspended', awaiting: point });
      this.cut();
      return;
    }
    const { scheduler, random } = this.world;
    this.cancelInactivity = scheduler.after(random.between(50_000, 3_000_000), () => this.closeRequest());
  }

  private fail(message: string): void {
    this.emit({ kind: 'failed', failure: { code: 500, message } });
    this.cut();
  }

  /** Frames keep their order, whatever each takes. */
  private emit(event: SessionEvent): void {
    if (this.isOver) return;
    const { scheduler, random, faults } = this.world;
    const isBreaking = faults.happens('streamBreaks');
    const nowUs = scheduler.elapsedUs;
    this.lastArrivalUs = Math.max(this.lastArrivalUs, nowUs + random.between(20, 3000));
    const broken: SessionEvent = { kind: 'failed', failure: { code: 502, message: 'the stream broke' } };
    scheduler.after(this.lastArrivalUs - nowUs, () => this.report(isBreaking ? broken : event));
    if (isBreaking) this.cut();
  }

  private noteAcknowledged(message: Message): void {
    if (message.kind === 'run-ack') this.world.audit.runAcknowledged(this.start, message.completionId);
    if (message.kind !== 'notification' || message.notification.kind !== 'completion') return;
    const { of, completionId } = message.notification;
    if (of === 'run') this.world.audit.runAcknowledged(this.start, completionId);
    if (of === 'sleep') this.world.audit.timerObserved(this.start, completionId);
  }
}
