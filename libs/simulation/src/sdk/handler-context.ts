import {
  completionMember,
  namedSignalMember,
  signalMember,
  type AwaitPoint,
  type Frame,
  type InvocationTarget,
  type JournalCommand,
  type Notification,
  type NotificationResult,
} from '@perdure/model';
import { JournalMismatch, TerminalFailure } from './errors.js';
import { encodeCommand, type CommandNotes } from './encode-command.js';
import {
  decodeMessage,
  decodeText,
  describeMessage,
  encodeText,
  entryNameBy,
  type Message,
} from './frames.js';

type CommandMessage = Extract<Message, { kind: 'command' }>;

/** What a session knows and does for the handler it runs. */
export interface HandlerIo {
  /** Sends a command of the handler that the journal does not hold yet. */
  send(frame: Frame): void;
  /** The closure of a run is to be executed: the journal has no result of it. */
  execute(run: {
    readonly completionId: number;
    readonly failures: number;
    readonly isTerminal: boolean;
  }): void;
  /** True so many times per key, in the life of the world: a dependency that is away for a while. */
  isStillFailing(key: string, times: number): boolean;
  onMismatch(message: string): void;
  nowMs(): number;
}

export interface HandlerStart {
  readonly invocationId: string;
  readonly attempt: number;
  readonly target: InvocationTarget;
  readonly protocolVersion: number;
  /** Object state sent up front. */
  readonly state: ReadonlyMap<string, string>;
  /** The handler must ask for what it does not find there. */
  readonly isStatePartial: boolean;
}

/** A node of what a handler waits for: one member, or several. */
export type Waitable =
  | { readonly kind: 'one'; readonly member: string; readonly point: Partial<AwaitPoint> }
  | { readonly kind: 'first' | 'all'; readonly of: readonly Waitable[] };

export type Waiting = Generator<AwaitPoint, void, void>;

const firstAwakeableIndex = 17;
const cancelMember = signalMember(1);
const emptyPoint: AwaitPoint = {
  combinator: 'first-completed',
  completions: [],
  signals: [],
  namedSignals: [],
  nested: [],
};

export function completion(id: number): Waitable {
  return { kind: 'one', member: completionMember(id), point: { completions: [id] } };
}

export function numberedSignal(index: number): Waitable {
  return { kind: 'one', member: signalMember(index), point: { signals: [index] } };
}

export function namedSignal(name: string): Waitable {
  return { kind: 'one', member: namedSignalMember(name), point: { namedSignals: [name] } };
}

/**
 * What an SDK does beneath a handler: it numbers completions and signals, answers from the journal what the journal
 * holds, and checks that the handler does again what it did before (service-protocol 4.2).
 */
export class HandlerContext {
  private readonly recorded: CommandMessage[] = [];
  private readonly arrived = new Map<
    string,
    { readonly order: number; readonly result: NotificationResult }
  >();
  /** Object state as far as it is known; undefined for what is known not to be there. */
  private readonly state: Map<string, string | undefined>;
  private isStateWhole: boolean;
  private nextCommand = 0;
  private nextCompletion = 1;
  private nextSignal = firstAwakeableIndex;
  private isCancelConsumed = false;

  constructor(
    readonly start: HandlerStart,
    journal: readonly Frame[],
    private readonly io: HandlerIo,
  ) {
    this.state = new Map(start.state);
    this.isStateWhole = !start.isStatePartial;
    for (const frame of journal) {
      const message = decodeMessage(frame);
      if (message.kind === 'command') this.recorded.push(message);
      else if (message.kind === 'notification') this.notify(message.notification);
    }
  }

  notify(notification: Notification): void {
    const member = memberOf(notification);
    if (this.arrived.has(member)) return;
    this.arrived.set(member, { order: this.arrived.size, result: notification.result });
  }

  newCompletion(): number {
    return this.nextCompletion++;
  }

  newAwakeable(): number {
    return this.nextSignal++;
  }

  /** The input, which is the first command of every journal. */
  input(): string {
    const message = this.recorded[this.nextCommand++];
    if (message?.command.kind !== 'input')
      throw new JournalMismatch('the journal does not start with the input');
    return decodeText(message.command.value);
  }

  /** Takes a step: checks it against the journal, or sends it. Returns what the journal has of it. */
  command(command: JournalCommand, found?: CommandNotes['found']): CommandMessage | undefined {
    const known = this.recorded[this.nextCommand++];
    if (known === undefined) {
      this.io.send(encodeCommand(command, { name: entryNameBy(this.start.attempt), found }));
      return undefined;
    }
    if (!isSameStep(known.command, command)) {
      const mismatch = `took step ${describeMessage(command)} where the journal has ${describeMessage(known.command)}`;
      this.io.onMismatch(mismatch);
      throw new JournalMismatch(mismatch);
    }
    return known;
  }

  run(failures: number, isTerminal: boolean): Waitable {
    const completionId = this.newCompletion();
    this.command({ kind: 'run', completionId });
    if (!this.arrived.has(completionMember(completionId)))
      this.io.execute({ completionId, failures, isTerminal });
    return completion(completionId);
  }

  /** The point in time so far ahead; in a replay, the one the handler chose then. */
  wakeUpAtMs(delayMs: number): number {
    const known = this.recorded[this.nextCommand]?.command;
    if (known?.kind === 'sleep') return known.wakeUpAtMs;
    if (known?.kind === 'one-way-call') return known.invokeAtMs;
    return this.io.nowMs() + delayMs;
  }

  isStillFailing(step: number, times: number): boolean {
    return this.io.isStillFailing(`${this.start.invocationId} step ${step}`, times);
  }

  /** Object state: from what is known of it here, from the server otherwise. */
  *getState(key: string): Generator<AwaitPoint, string, void> {
    const isKnown = this.isStateWhole || this.state.has(key);
    if (this.isEager('get-eager-state', isKnown)) {
      const found = this.state.get(key);
      const recorded = this.command({ kind: 'get-eager-state', key }, found);
      return (recorded === undefined ? found : recorded.value) ?? '';
    }
    const completionId = this.newCompletion();
    this.command({ kind: 'get-lazy-state', key, completionId });
    return yield* this.value(completion(completionId));
  }

  *getStateKeys(): Generator<AwaitPoint, string, void> {
    if (this.isEager('get-eager-state-keys', this.isStateWhole)) {
      const keys = [...this.state].flatMap(([key, value]) => (value === undefined ? [] : [key])).sort();
      const recorded = this.command({ kind: 'get-eager-state-keys' }, keys);
      return recorded?.value ?? keys.join(',');
    }
    const completionId = this.newCompletion();
    this.command({ kind: 'get-lazy-state-keys', completionId });
    return yield* this.value(completion(completionId));
  }

  setState(key: string, value: string): void {
    this.command({ kind: 'set-state', key, value: encodeText(value) });
    this.state.set(key, value);
  }

  clearState(key: string): void {
    this.command({ kind: 'clear-state', key });
    this.state.set(key, undefined);
  }

  clearAllState(): void {
    this.command({ kind: 'clear-all-state' });
    this.state.clear();
    this.isStateWhole = true;
  }

  /** What the handler waits for as text, failures included. */
  *value(waitable: Waitable): Generator<AwaitPoint, string, void> {
    yield* this.wait(waitable);
    return this.text(waitable);
  }

  /**
   * Waits, or is cancelled. What came first is decided by the order of the journal, now and in every replay.
   */
  *wait(waitable: Waitable): Waiting {
    for (;;) {
      const resolvedAt = this.resolvedAt(waitable);
      const canceledAt = this.isCancelConsumed ? undefined : this.arrived.get(cancelMember)?.order;
      if (canceledAt !== undefined && canceledAt < (resolvedAt ?? Number.POSITIVE_INFINITY)) {
        this.isCancelConsumed = true;
        throw new TerminalFailure({ code: 409, message: 'the handler was asked to cancel' });
      }
      if (resolvedAt !== undefined) return;
      yield this.isCancelConsumed
        ? pointOf(waitable)
        : { ...emptyPoint, signals: [1], nested: [pointOf(waitable)] };
    }
  }

  /** Index of the branch that came first. */
  winner(branches: readonly Waitable[]): number {
    const orders = branches.map((branch) => this.resolvedAt(branch) ?? Number.POSITIVE_INFINITY);
    return orders.indexOf(Math.min(...orders));
  }

  /** As the journal has it, else as what is known allows. */
  private isEager(kind: JournalCommand['kind'], isKnown: boolean): boolean {
    const recorded = this.recorded[this.nextCommand]?.command.kind;
    return recorded === undefined ? isKnown : recorded === kind;
  }

  private textOf(member: string): string {
    const result = this.arrived.get(member)?.result;
    switch (result?.kind) {
      case undefined:
        return 'nothing';
      case 'void':
        return '';
      case 'value':
        return decodeText(result.value);
      case 'failure':
        return `failed: ${result.failure.code} ${result.failure.message}`;
      case 'invocation-id':
        return result.invocationId;
      case 'state-keys':
        return result.keys.join(',');
    }
  }

  text(waitable: Waitable): string {
    return waitable.kind === 'one'
      ? this.textOf(waitable.member)
      : waitable.of.map((each) => this.text(each)).join('&');
  }

  private resolvedAt(waitable: Waitable): number | undefined {
    if (waitable.kind === 'one') return this.arrived.get(waitable.member)?.order;
    const orders = waitable.of.map((each) => this.resolvedAt(each));
    const known = orders.filter((order) => order !== undefined);
    if (waitable.kind === 'first') return known.length === 0 ? undefined : Math.min(...known);
    return known.length < orders.length ? undefined : Math.max(...known);
  }
}

function pointOf(waitable: Waitable): AwaitPoint {
  if (waitable.kind === 'one') return { ...emptyPoint, ...waitable.point };
  const combinator = waitable.kind === 'first' ? 'first-completed' : 'all-completed';
  return { ...emptyPoint, combinator, nested: waitable.of.map(pointOf) };
}

function memberOf(notification: Notification): string {
  if (notification.kind === 'completion') return completionMember(notification.completionId);
  const { signal } = notification;
  return signal.kind === 'index' ? signalMember(signal.index) : namedSignalMember(signal.name);
}

/** Equal but for the names of entries, byte for byte. */
function isSameStep(one: JournalCommand, other: JournalCommand): boolean {
  if (one.kind !== other.kind || one.kind === 'input') return false;
  const [bytes, otherBytes] = [one, other].map((command) => encodeCommand(command, { name: '' }).payload);
  return bytes !== undefined && otherBytes !== undefined && Buffer.compare(bytes, otherBytes) === 0;
}
