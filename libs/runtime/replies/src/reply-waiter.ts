import {
  PerdureError,
  type InvocationId,
  type NodeMessage,
  type Reply,
  type ReplyTo,
  type Result,
} from '@perdure/model';
import type { Clock, Ids, OutputNotifier } from '@perdure/ports';

export interface ReplyWaiterDeps {
  readonly notifier: OutputNotifier;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface ReplyWaiterOptions {
  /** The name partition owners send to; unique in the cluster. */
  readonly nodeId: string;
  /** How long a request waits for its reply, the sending included. */
  readonly timeoutMs: number;
  /** Most requests that wait at once, and, counted apart, most expected replies and most completion listeners. */
  readonly waitingMax: number;
}

/** Looks where the effect of a request would show; undefined when it does not show yet. */
type Look = (requestId: string) => Promise<Reply | undefined>;

interface WaitingRequest {
  readonly deadlineMs: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
  readonly look: Look | undefined;
  /** Nearly all replies come before the first look, and one look at a time is enough. */
  lookState: 'young' | 'due' | 'looking';
}

const lookIntervalMs = 2000;

type CompletionCallback = (result: Result) => void;

/** A place for the reply to a command that the caller sends itself. */
export interface ExpectedReply {
  readonly replyTo: ReplyTo;
  /** Gives the place up; harmless after the reply. */
  readonly leave: () => void;
}

/**
 * One node's ear for what partition owners tell it: replies to commands it sent, and completions of invocations it
 * registered as a listener for.
 *
 * Messages are hints that may be lost. A request that hears nothing looks in the store from time to time, if it can
 * tell from there, and fails after `timeoutMs` although its command may have taken effect; who waits for a completion
 * looks in the store as well.
 */
export class ReplyWaiter {
  /** In order of arrival, hence of deadline: one timer, armed for the first, serves all of them. */
  private readonly requests = new Map<string, WaitingRequest>();
  private readonly expected = new Map<string, (reply: Reply) => void>();
  private readonly listeners = new Map<InvocationId, Set<CompletionCallback>>();
  private readonly gapCallbacks = new Set<() => void>();
  private readonly unsubscribe: () => void;
  /** Tells this process's requests from those of an earlier one with the same node id. */
  private readonly requestIdPrefix: string;
  private requestCount = 0;
  private listenerCount = 0;
  private cancelTimer: (() => void) | undefined;
  private cancelLooks: (() => void) | undefined;
  private isClosed = false;

  constructor(
    private readonly deps: ReplyWaiterDeps,
    private readonly options: ReplyWaiterOptions,
  ) {
    this.requestIdPrefix = toHex(deps.ids.ulid(deps.clock.nowMs()));
    this.unsubscribe = deps.notifier.subscribe(
      options.nodeId,
      (message) => this.receive(message),
      () => this.lookAfterGap(),
    );
  }

  /**
   * Sends a command and resolves with the reply to it.
   *
   * Rejects with whatever `send` rejected with; with `PARTITION_UNAVAILABLE` (retryable) when no reply came in time or
   * this node stops, the outcome being unknown then; with `PARTITION_OVERLOADED` (retryable), sending nothing, when
   * too many requests wait already.
   *
   * @param look finds out what the reply would have said, should it be lost; asked every two seconds or so
   */
  request(send: (replyTo: ReplyTo) => Promise<void>, look?: Look): Promise<Reply> {
    if (this.isClosed) return Promise.reject(stopping());
    if (this.requests.size >= this.options.waitingMax) return Promise.reject(this.overloaded('requests'));
    const requestId = this.nextRequestId();
    return new Promise<Reply>((resolve, reject) => {
      const deadlineMs = this.deps.clock.nowMs() + this.options.timeoutMs;
      this.requests.set(requestId, { deadlineMs, resolve, reject, look, lookState: 'young' });
      this.cancelTimer ??= this.deps.clock.schedule(this.options.timeoutMs, () => this.expire());
      if (look !== undefined) this.scheduleLooks();
      send({ nodeId: this.options.nodeId, requestId }).catch((error: unknown) => {
        // Not there any more when the reply, or the deadline, was faster than the failure.
        this.take(requestId)?.reject(error);
      });
    });
  }

  /**
   * Calls back once with the reply to a command that the caller sends itself, however late it comes: for whoever
   * waits for a completion anyway and needs no deadline. Ask before sending, or the reply may pass unheard. Throws
   * `PARTITION_OVERLOADED` when too many wait already.
   */
  expectReply(callback: (reply: Reply) => void): ExpectedReply {
    if (this.expected.size >= this.options.waitingMax) throw this.overloaded('expected replies');
    const requestId = this.nextRequestId();
    this.expected.set(requestId, callback);
    return {
      replyTo: { nodeId: this.options.nodeId, requestId },
      leave: () => void this.expected.delete(requestId),
    };
  }

  /**
   * Calls back once when the completion of the invocation is announced. Register before sending the command that
   * makes this node a listener, or the announcement may pass unheard.
   * @returns the function that ends the registration; harmless afterwards.
   */
  onCompleted(invocationId: InvocationId, callback: CompletionCallback): () => void {
    if (this.listenerCount >= this.options.waitingMax) throw this.overloaded('completion listeners');
    const callbacks = this.listeners.get(invocationId) ?? new Set();
    // The same function may be registered twice; each registration is an entry of its own.
    const entry: CompletionCallback = (result) => callback(result);
    callbacks.add(entry);
    this.listeners.set(invocationId, callbacks);
    this.listenerCount++;
    return () => {
      if (!callbacks.delete(entry)) return;
      this.listenerCount--;
      if (callbacks.size === 0 && this.listeners.get(invocationId) === callbacks) {
        this.listeners.delete(invocationId);
      }
    };
  }

  /**
   * Calls back whenever messages have probably been lost, for whoever waits for a completion.
   * @returns the function that ends it
   */
  onGap(callback: () => void): () => void {
    this.gapCallbacks.add(callback);
    return () => void this.gapCallbacks.delete(callback);
  }

  /** Stops listening; requests that wait are rejected, expected replies and completion listeners are forgotten. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.unsubscribe();
    this.cancelTimer?.();
    this.cancelLooks?.();
    for (const { reject } of this.requests.values()) reject(stopping());
    this.requests.clear();
    this.expected.clear();
    this.listeners.clear();
    this.gapCallbacks.clear();
  }

  private nextRequestId(): string {
    return `${this.requestIdPrefix}-${(this.requestCount++).toString(36)}`;
  }

  private receive(message: NodeMessage): void {
    if (message.kind === 'reply') {
      this.receiveReply(message.requestId, message.reply);
      return;
    }
    const callbacks = this.listeners.get(message.invocationId);
    if (callbacks === undefined) return;
    this.listeners.delete(message.invocationId);
    this.listenerCount -= callbacks.size;
    const called = [...callbacks];
    callbacks.clear();
    for (const callback of called) callback(message.result);
  }

  private receiveReply(requestId: string, reply: Reply): void {
    const callback = this.expected.get(requestId);
    if (callback === undefined) {
      this.take(requestId)?.resolve(reply);
      return;
    }
    this.expected.delete(requestId);
    callback(reply);
  }

  private take(requestId: string): WaitingRequest | undefined {
    const waiting = this.requests.get(requestId);
    this.requests.delete(requestId);
    return waiting;
  }

  private expire(): void {
    const nowMs = this.deps.clock.nowMs();
    this.cancelTimer = undefined;
    for (const [requestId, { deadlineMs, reject }] of this.requests) {
      if (deadlineMs > nowMs) {
        this.cancelTimer = this.deps.clock.schedule(deadlineMs - nowMs, () => this.expire());
        return;
      }
      this.requests.delete(requestId);
      reject(this.unanswered());
    }
  }

  /** One timer serves all requests, as for their deadlines. */
  private scheduleLooks(): void {
    this.cancelLooks ??= this.deps.clock.schedule(lookIntervalMs, () => {
      this.cancelLooks = undefined;
      for (const [requestId, request] of this.requests) {
        if (request.look === undefined) continue;
        this.scheduleLooks();
        if (request.lookState === 'due') void this.lookFor(requestId, request, request.look);
        else if (request.lookState === 'young') request.lookState = 'due';
      }
    });
  }

  /** Replies were lost, and which is not known: looks for all that can be looked for. */
  private lookAfterGap(): void {
    for (const [requestId, request] of this.requests)
      if (request.look !== undefined && request.lookState !== 'looking')
        void this.lookFor(requestId, request, request.look);
    for (const callback of this.gapCallbacks) callback();
  }

  private async lookFor(requestId: string, request: WaitingRequest, look: Look): Promise<void> {
    request.lookState = 'looking';
    // What cannot be looked at now can be later, and the reply may still come.
    const reply = await look(requestId).catch(() => undefined);
    if (reply === undefined) request.lookState = 'due';
    else this.take(requestId)?.resolve(reply);
  }

  private unanswered(): PerdureError {
    const message =
      `The partition did not answer within ${this.options.timeoutMs} ms. The request may still take effect: ` +
      'look at the invocation before trying again.';
    return new PerdureError('PARTITION_UNAVAILABLE', message, { retryable: true });
  }

  private overloaded(what: string): PerdureError {
    const message = `This node has ${this.options.waitingMax} waiting ${what} already. Try again later.`;
    return new PerdureError('PARTITION_OVERLOADED', message, { retryable: true });
  }
}

function stopping(): PerdureError {
  return new PerdureError('PARTITION_UNAVAILABLE', 'This node is stopping. Try again on another one.', {
    retryable: true,
  });
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
