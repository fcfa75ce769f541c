import type { AttemptEvent } from '@perdure/engine';
import {
  indexMember,
  type Frame,
  type InvocationRow,
  type InvocationTarget,
  type Notification,
} from '@perdure/model';
import type { Clock, Ids, RegistryReader } from '@perdure/ports';
import { encodeInputPayload, encodeRow, journalCodec } from '@perdure/protocol';
import type { AttemptSink } from '../attempt-sink.js';
import { Invoker } from '../invoker.js';
import { defaultInvokerSettings, type InvokerSettings } from '../settings.js';
import type { InvokerTracer } from '../tracer.js';
import { handlingDefaults, invocationRow, partition, TestRows } from './fixtures.js';
import { Http2TestClient } from './http2-client.js';
import { ObservedAttempts } from './observed-attempts.js';

/**
 * Plays the owner of a partition for one invocation: keeps its journal in the order events come in, answers what a test
 * tells it to, and wakes whoever waits for a report.
 */
export class TestOwner implements AttemptSink {
  readonly events: AttemptEvent[] = [];
  readonly rows = new TestRows();
  readonly journal: Frame[] = [];
  readonly client = new Http2TestClient();
  readonly warnings: Array<Readonly<Record<string, unknown>> & { readonly message: string }> = [];
  readonly observed = new ObservedAttempts();
  readonly invoker: Invoker;
  row: InvocationRow;
  /** Commits take effect at once, unless this is set: then they wait in `held`. */
  isHolding = false;
  readonly held: Array<() => void> = [];
  private readonly ownershipQuestions: Array<(isOwner: boolean) => void> = [];
  private wake: () => void = () => undefined;

  constructor(
    target: InvocationTarget,
    registry: RegistryReader,
    surroundings: { readonly clock: Clock; readonly ids: Ids; readonly tracer?: InvokerTracer },
    settings: Partial<InvokerSettings> = {},
    input = '"in"',
  ) {
    this.row = invocationRow(target, { lastEntryAtMs: surroundings.clock.nowMs() });
    this.invoker = new Invoker(
      {
        client: this.client,
        registry,
        reader: this.rows,
        ...surroundings,
        observer: this.observed,
        logger: { warn: (fields, message) => this.warnings.push({ ...fields, message }) },
      },
      { ...defaultInvokerSettings, handlingDefaults, ...settings },
    );
    this.append(journalCodec.encodeInput(encodeInputPayload([], Buffer.from(input))));
  }

  /** Starts the next attempt from the stored journal, or with the Input at hand. */
  start(options: { readonly withInput?: boolean } = {}): void {
    const journalLength = this.journal.length;
    this.row = { ...this.row, journalLength, attemptJournalLength: journalLength };
    const input = this.journal[0];
    this.invoker.start({
      partition,
      row: this.row,
      sink: this,
      ...(options.withInput === true && input !== undefined && { input }),
    });
  }

  /** The next attempt has the next token. */
  restart(): void {
    this.row = { ...this.row, attempt: this.row.attempt + 1 };
    this.start();
  }

  append(frame: Frame): number {
    const index = this.journal.push(frame) - 1;
    this.rows.put(
      'journal',
      this.row.id,
      indexMember(index),
      encodeRow('journal', { frame, appendedAtMs: 0 }),
    );
    return index;
  }

  /** Appends a notification and sends it into the running attempt. */
  notify(notification: Notification): void {
    const frame = journalCodec.encodeNotification(notification);
    this.invoker.forward(this.row.id, this.row.attempt, frame, this.append(frame));
  }

  report(event: AttemptEvent, onSettled: () => void): void {
    this.events.push(event);
    if (event.kind === 'command' && event.resolution?.kind !== 'unresolvable') this.append(event.frame);
    if (event.kind === 'run-proposed') {
      const { completionId, result } = event;
      this.notify({ kind: 'completion', of: 'run', completionId, result });
    }
    if (this.isHolding) this.held.push(onSettled);
    else onSettled();
    this.wake();
  }

  confirmOwnership(onAnswer: (isOwner: boolean) => void): void {
    this.ownershipQuestions.push(onAnswer);
    this.wake();
  }

  /** Kinds of what was reported so far; commands by the kind of command. */
  get reported(): string[] {
    return this.events.map((event) => (event.kind === 'command' ? event.command.kind : event.kind));
  }

  async until(kind: string, count = 1): Promise<void> {
    while (this.reported.filter((reported) => reported === kind).length < count) {
      const failed = this.events.find((event) => event.kind === 'failed');
      if (failed !== undefined && kind !== 'failed') throw new Error(`failed: ${failed.failure.message}`);
      await this.change();
    }
  }

  last<K extends AttemptEvent['kind']>(kind: K): Extract<AttemptEvent, { kind: K }> {
    const event = this.events.findLast((candidate) => candidate.kind === kind);
    if (event === undefined) throw new Error(`no ${kind} was reported, only: ${this.reported.join(', ')}`);
    return event as Extract<AttemptEvent, { kind: K }>;
  }

  /** Resolves with the answer to give, once an attempt asks whether it should still begin. */
  async untilAsked(): Promise<(isOwner: boolean) => void> {
    for (;;) {
      const answer = this.ownershipQuestions.shift();
      if (answer !== undefined) return answer;
      await this.change();
    }
  }

  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}
