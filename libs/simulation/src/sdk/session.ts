import type { AwaitPoint, Frame, Result } from '@perdure/model';
import type { Audit } from '../audit.js';
import type { Network } from '../ports/sim-exchange.js';
import {
  encodeAwaitingOn,
  encodeError,
  encodeRunProposal,
  encodeSuspension,
  endFrame,
  type AttemptError,
} from './encode-control.js';
import { AttemptFailed } from './errors.js';
import { decodeMessage, encodeText, type Message } from './frames.js';
import { HandlerContext, type HandlerIo, type HandlerStart } from './handler-context.js';
import { runProgram } from './run-program.js';
import { isHelper, type Services } from './services.js';

/** What all services of the world share. */
export interface ServiceWorld extends Network {
  readonly audit: Audit;
  readonly services: Services;
  /** How often a dependency failed already, by place. */
  readonly failures: Map<string, number>;
  /** A text nobody got before. */
  uniqueText(): string;
}

/** The response of an attempt. */
export interface SessionOutput {
  send(frame: Frame, isAckRequested: boolean): void;
  end(): void;
}

/** One attempt as the service sees it, from the end of the replay on: a handler over a stream. */
export class Session implements HandlerIo {
  private readonly context: HandlerContext;
  private readonly handler: Generator<AwaitPoint, void, void>;
  /** Results of closures that were proposed and not acknowledged. */
  private readonly proposed = new Map<number, Result>();
  private executing = 0;
  private awaiting: AwaitPoint | undefined;
  private isRequestClosed = false;
  private isOver = false;

  constructor(
    private readonly world: ServiceWorld,
    private readonly start: HandlerStart,
    journal: readonly Frame[],
    private readonly output: SessionOutput,
  ) {
    this.context = new HandlerContext(start, journal, this);
    this.handler = runProgram(this.context);
    for (const frame of journal) this.noteAcknowledged(decodeMessage(frame));
  }

  begin(): void {
    const { audit, faults } = this.world;
    audit.sessionStarted(this.start);
    // It does nothing more, until the server has had enough of it.
    if (faults.happens('serviceHangs')) this.cut();
    else this.advance();
  }

  /** A frame from the worker. */
  receive(frame: Frame): void {
    if (this.isOver) return;
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
  }

  nowMs(): number {
    return this.world.scheduler.nowMs;
  }

  send(command: Frame): void {
    this.emit(command, this.world.random.chance(0.1));
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
      this.emit(encodeRunProposal(completionId, result), random.chance(0.5));
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
    try {
      const { done, value } = this.handler.next();
      if (done === true) {
        this.world.audit.handlerEnded(this.start);
        this.endWith(endFrame);
      } else this.onBlocked(value);
    } catch (error) {
      if (error instanceof AttemptFailed) this.fail(error.message);
      else this.fail(`a bug of the service: ${String(error)}`);
    }
  }

  private onBlocked(point: AwaitPoint): void {
    if (this.isOver) return;
    this.awaiting = point;
    const { protocolVersion } = this.start;
    if (protocolVersion >= 7 && this.world.random.chance(0.3)) this.emit(encodeAwaitingOn(point), false);
    if (this.executing === 0 && this.isRequestClosed) this.endWith(encodeSuspension(protocolVersion, point));
  }

  /** Sometimes it says itself how to go on, unless somebody waits for it without a call. */
  private fail(message: string): void {
    const { random } = this.world;
    const isFree = this.start.protocolVersion >= 7 && !isHelper(this.start.target);
    const error: AttemptError = {
      message,
      ...(random.chance(0.2) && { retryDelayMs: random.between(0, 500) }),
      ...(isFree && random.chance(0.1) && { behavior: random.pick(['pause', 'fail'] as const) }),
    };
    this.endWith(encodeError(error));
  }

  private endWith(last: Frame): void {
    this.emit(last, false);
    this.cut();
    this.output.end();
  }

  private emit(frame: Frame, isAckRequested: boolean): void {
    if (!this.isOver) this.output.send(frame, isAckRequested);
  }

  private noteAcknowledged(message: Message): void {
    if (message.kind === 'run-ack') this.world.audit.runAcknowledged(this.start, message.completionId);
    if (message.kind !== 'notification' || message.notification.kind !== 'completion') return;
    const { of, completionId } = message.notification;
    if (of === 'run') this.world.audit.runAcknowledged(this.start, completionId);
    if (of === 'sleep') this.world.audit.timerObserved(this.start, completionId);
  }
}
