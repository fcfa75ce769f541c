import type { AttemptEvent, RetryDecision } from '@perdure/engine';
import { describeTarget, type AttemptFailure, type Frame } from '@perdure/model';
import type { AttemptListener, AttemptStream } from '@perdure/ports';
import { decodeSdkMessage } from '@perdure/protocol';
import type { AttemptContext, AttemptStart } from './attempt-context.js';
import { AttemptTrace } from './attempt-trace.js';
import { chooseDeployment } from './choose-deployment.js';
import { conversationWith, eventOf, outcomeOf, type Conversation } from './conversation.js';
import type { Watched } from './deadline-watch.js';
import {
  abortTimeoutFailure,
  earlyEndFailure,
  headFailure,
  streamFailure,
  type EndpointFailure,
} from './failures.js';
import type { AttemptOutcome } from './observer.js';
import { immediateReplay, storedReplay, type ReplayPlan } from './replay.js';
import { attemptRequest } from './request-head.js';
import { RequestWriter } from './request-writer.js';
import { UnsettledEvents } from './unsettled-events.js';

/** An attempt that begins to talk so long after it was asked for makes sure first that it still should. */
const doubtMs = 1000;

/**
 * One attempt of one invocation (service-protocol 4): replays the journal into a stream to the deployment and reports
 * what the SDK does. It decides nothing about the invocation; the owner of the partition does.
 *
 * `queued` waits for a slot, `active` talks, `draining` has reported its last and lets the response end in good order.
 */
export class Attempt implements AttemptListener, Watched {
  private phase: 'queued' | 'active' | 'draining' | 'over' = 'queued';
  private conversation: Conversation | undefined;
  private stream: AttemptStream | undefined;
  private trace: AttemptTrace | undefined;
  /** Monotonic, when it got its slot. */
  private beganMs = 0;
  private readonly askedForAtMs: number;
  private readonly writer: RequestWriter;
  private readonly unsettled: UnsettledEvents;
  /** The deadline is `allowanceMs` after this; activity moves it without anybody being told. */
  private lastActivityMs = 0;
  private allowanceMs = Number.POSITIVE_INFINITY;
  private atDeadline: 'half-close' | 'cut' = 'cut';

  constructor(
    readonly start: AttemptStart,
    private readonly context: AttemptContext,
  ) {
    const { unsentBytesMax, unsettledEventsMax, unsettledBytesMax } = context.settings;
    this.askedForAtMs = context.clock.nowMs();
    // Not the row's journal length: the row may be newer than what is committed, and only that can be read.
    this.writer = new RequestWriter(start.row.attemptJournalLength, unsentBytesMax, () =>
      this.onHalfClosed(),
    );
    this.unsettled = new UnsettledEvents(
      unsettledEventsMax,
      unsettledBytesMax,
      () => this.stream?.pause(),
      () => this.stream?.resume(),
    );
  }

  get deadlineMs(): number {
    return this.lastActivityMs + this.allowanceMs;
  }

  get isQueued(): boolean {
    return this.phase === 'queued';
  }

  /** It has a slot now. */
  begin(): void {
    this.phase = 'active';
    this.beganMs = performance.now();
    const { start, context } = this;
    const { settings } = context;
    this.trace = AttemptTrace.begin(start.row, context.tracer);
    const choice = chooseDeployment(start.row, context.registry, settings.protocolVersionMax);
    if (choice.kind === 'none') {
      this.failOnOurSide(choice.failure);
      return;
    }
    const { chosen } = choice;
    this.trace?.onDeploymentChosen(chosen);
    const handling = context.handlings.handling(chosen.service, chosen.handler);
    const conversation = conversationWith(chosen, handling, context.ids.fraction(), settings.messageBytesMax);
    this.conversation = conversation;
    this.replay(conversation, {
      partition: start.partition,
      row: start.row,
      protocolVersion: chosen.pin.protocolVersion,
      knownEntries: this.writer.beginReplay(),
      input: start.input,
      state: start.state,
      isStateLazy: conversation.isStateLazy,
      eagerStateBytesMax: settings.eagerStateBytesMax,
      nowMs: context.clock.nowMs(),
    });
  }

  /** There is no room to queue it; not the handler's fault, so the retry policy does not count it. */
  putOff(delayMs: number, failure: AttemptFailure): void {
    this.failOnOurSide(failure, delayMs);
  }

  forward(frame: Frame, journalIndex: number | undefined): void {
    if (this.phase !== 'queued' && this.phase !== 'active') return;
    if (this.atDeadline === 'half-close') this.touch();
    this.writer.forward(frame, journalIndex);
  }

  /** Half-closes the request as soon as the replay is out: the handler suspends where it next blocks. */
  askToSuspend(): void {
    this.writer.halfClose();
  }

  /** Cuts the attempt at once and reports nothing. */
  abort(): void {
    if (this.phase === 'over') return;
    this.stream?.cancel();
    this.close('aborted');
  }

  onHead(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.phase !== 'active' || this.conversation === undefined) return;
    const nowMs = this.context.clock.nowMs();
    const problem = headFailure(status, headers, this.conversation.contentType, nowMs);
    if (problem !== undefined) this.fail(problem);
  }

  onData(chunk: Uint8Array): void {
    if (this.phase !== 'active' || this.conversation === undefined) return;
    this.touch();
    try {
      this.conversation.decoder.push(chunk, this.onFrame);
    } catch (error) {
      this.fail(streamFailure(error));
    }
  }

  onEnd(): void {
    const isAtBoundary = this.conversation?.decoder.isAtBoundary ?? true;
    if (this.phase === 'active') this.fail(earlyEndFailure(isAtBoundary));
    else this.close('aborted');
  }

  onError(error: Error): void {
    if (this.phase === 'active') this.fail(streamFailure(error));
    else this.close('aborted');
  }

  onDrain(): void {
    this.touch();
    this.writer.onDrain();
  }

  onDeadline(): void {
    if (this.phase !== 'active') this.abort();
    else if (this.atDeadline === 'half-close') this.writer.halfClose();
    else this.fail(abortTimeoutFailure(this.conversation?.abortTimeoutMs ?? 0));
  }

  private replay(conversation: Conversation, plan: ReplayPlan): void {
    const frames = immediateReplay(plan, this.context.reader);
    if (frames === undefined) {
      void this.replayFromStore(conversation, plan);
      return;
    }
    this.whenSure(() => {
      this.open(conversation);
      this.writer.writeReplay(frames);
      this.onReplayed(conversation);
    });
  }

  /**
   * The owner was proved to be one when it asked for this attempt. Much later, because the process was frozen, the store
   * away or no slot free, somebody else may be: then the handler must not take its steps here, beside those it takes
   * there.
   */
  private whenSure(go: () => void): void {
    if (this.context.clock.nowMs() - this.askedForAtMs < doubtMs) {
      go();
      return;
    }
    this.start.sink.confirmOwnership((isOwner) => {
      if (!isOwner) this.abort();
      else if (this.phase === 'active') go();
    });
  }

  /** Holds one page at a time: the next is read when the endpoint has taken the last. */
  private async replayFromStore(conversation: Conversation, plan: ReplayPlan): Promise<void> {
    try {
      for await (const frames of storedReplay(plan, this.context.reader)) {
        if (this.phase !== 'active') return;
        if (this.stream === undefined) await this.whenOpen(conversation);
        if (!this.writer.writeReplay(frames)) await this.writer.untilUnblocked();
      }
    } catch (error) {
      if (this.phase !== 'active') return;
      const reason = error instanceof Error ? error.message : String(error);
      this.failOnOurSide({ code: 500, message: `the journal cannot be read: ${reason}` });
      return;
    }
    if (this.phase === 'active') this.onReplayed(conversation);
  }

  /** Never resolves when the attempt is cut before. */
  private whenOpen(conversation: Conversation): Promise<void> {
    return new Promise((resolve) => {
      this.whenSure(() => {
        this.open(conversation);
        resolve();
      });
    });
  }

  private open(conversation: Conversation): void {
    const { client, settings, deadlines } = this.context;
    const request = attemptRequest(
      this.start.row,
      conversation.chosen,
      settings.additionalRequestHeaders,
      this.trace?.context,
    );
    this.stream = client.openAttempt(request, this);
    this.writer.open(this.stream);
    const { inactivityTimeoutMs, abortTimeoutMs, isBidirectional } = conversation;
    this.allow(isBidirectional ? inactivityTimeoutMs + abortTimeoutMs : abortTimeoutMs, 'cut');
    deadlines.add(this);
  }

  private onReplayed({ isBidirectional, inactivityTimeoutMs }: Conversation): void {
    if (isBidirectional) this.allow(inactivityTimeoutMs, 'half-close');
    this.writer.endReplay();
    if (!isBidirectional) this.writer.halfClose();
  }

  private onHalfClosed(): void {
    if (this.conversation !== undefined) this.allow(this.conversation.abortTimeoutMs, 'cut');
  }

  private readonly onFrame = (type: number, isAckRequested: boolean, payload: Uint8Array): void => {
    const { conversation } = this;
    // Whatever follows the last message is ignored (service-protocol 4.5).
    if (this.phase !== 'active' || conversation === undefined) return;
    if (payload.length >= this.context.settings.messageWarningBytes) this.logLargeMessage(payload.length);
    const { protocolVersion } = conversation.chosen.pin;
    const message = decodeSdkMessage(protocolVersion, type, isAckRequested, payload);
    const event = eventOf(message, this.start.row, conversation, this.context.resolver);
    if (event === undefined) return;
    this.trace?.onMessage(message);
    this.report(event, payload.length);
    const outcome = outcomeOf(event);
    if (outcome !== undefined) this.finish(outcome);
  };

  private report(event: AttemptEvent, bytes: number): void {
    this.unsettled.add(bytes);
    this.start.sink.report(this.trace?.handOn(event) ?? event, () => this.unsettled.settle(bytes));
    if (event.kind === 'failed') this.logFailure(event.failure);
  }

  /** The last message is reported. Our side ends too, and the endpoint gets a moment to end the response. */
  private finish(outcome: AttemptOutcome): void {
    this.phase = 'draining';
    this.writer.finish();
    this.stream?.resume();
    this.allow(this.context.settings.drainMs, 'cut');
    this.endAs(outcome);
  }

  private fail({ failure, delayMs }: EndpointFailure): void {
    if (this.conversation === undefined) return;
    const { retry } = this.conversation;
    this.reportFailed(failure, delayMs === undefined ? retry : { ...retry, delayMs });
  }

  private failOnOurSide(failure: AttemptFailure, delayMs?: number): void {
    const { handlingDefaults } = this.context.settings;
    this.reportFailed(failure, {
      policy: this.conversation?.retry.policy ?? handlingDefaults.retryPolicy,
      jitter: this.context.ids.fraction(),
      isServerSide: true,
      ...(delayMs !== undefined && { delayMs }),
    });
  }

  private reportFailed(failure: AttemptFailure, retry: RetryDecision): void {
    const { id: invocationId, attempt } = this.start.row;
    this.report({ invocationId, attempt, kind: 'failed', failure, retry }, 0);
    this.stream?.cancel();
    this.close('failed');
  }

  /** @param outcome what it ends as, unless it has ended before */
  private close(outcome: AttemptOutcome): void {
    const before = this.phase;
    this.phase = 'over';
    this.writer.release();
    this.context.deadlines.delete(this);
    if (before === 'queued') this.context.onOver(this.start);
    else if (before === 'active') this.endAs(outcome);
  }

  private endAs(outcome: AttemptOutcome): void {
    this.trace?.end(outcome);
    this.context.onOver(this.start, { outcome, durationMs: performance.now() - this.beganMs });
  }

  private allow(allowanceMs: number, atDeadline: 'half-close' | 'cut'): void {
    this.allowanceMs = allowanceMs;
    this.atDeadline = atDeadline;
    this.touch();
    this.context.deadlines.movedCloser(this);
  }

  private touch(): void {
    this.lastActivityMs = this.context.clock.nowMs();
  }

  private logFailure({ code, restateCode, message }: AttemptFailure): void {
    const fields = { ...this.logFields(), code, restateCode, reason: message };
    this.context.logger?.warn(fields, 'attempt failed');
  }

  private logLargeMessage(bytes: number): void {
    this.context.logger?.warn({ ...this.logFields(), bytes }, 'large message from a service');
  }

  private logFields(): Readonly<Record<string, unknown>> {
    const { id: invocationId, attempt, target } = this.start.row;
    const deploymentId = this.conversation?.chosen.deployment.id;
    return { invocationId, attempt, deploymentId, target: describeTarget(target) };
  }
}
