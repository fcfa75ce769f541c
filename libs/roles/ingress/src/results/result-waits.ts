import {
  type InvocationId,
  type InvocationRow,
  type Reply,
  type ReplyTo,
  type Result,
  serverFailures,
} from '@perdure/model';
import type { Clock, Ids } from '@perdure/ports';
import type { ReplyWaiter } from '@perdure/replies';

import { type StoredInvocations, storedResult } from './stored-invocations.js';

/** How waiting for a result ended. */
export type WaitEnd =
  | {
      readonly kind: 'result';
      readonly result: Result;
      /** Only when the result was stored before the waiting began. */
      readonly expiresAtMs?: number;
    }
  /** The command was not sent, or nobody knows whether it was. */
  | { readonly kind: 'not-sent'; readonly error: unknown };

export interface ResultWaitsDeps {
  readonly replies: ReplyWaiter;
  readonly stored: StoredInvocations;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * A `call` starts the invocation or joins one started with the same key, but never joins a workflow's main handler; an
 * `attach` joins whatever there is.
 */
export type WaitPurpose = 'call' | 'attach';

interface Wait {
  readonly invocationId: InvocationId;
  readonly purpose: WaitPurpose;
  /** Of the command sent; marks the invocation it created. */
  requestId: string | undefined;
  readonly end: (end: WaitEnd) => void;
  /** Sweeps this wait has lived through. */
  sweeps: number;
  /** What the store has shown of the invocation to this wait. */
  seen: 'nothing yet' | 'there' | 'gone';
}

const sweepIntervalMs = 10_000;
/**
 * When a broken connection made us deaf, who tells us has lost his as well and may get it back later; what he wants to
 * tell until then is lost too. So after such a gap everybody who waits is looked for, at once and some times more.
 */
const gapSweeps = 3;
const gapSweepIntervalMs = 1000;
const rowsPerRead = 256;

/**
 * Requests that wait for the end of an invocation.
 *
 * What a partition owner tells this node is a hint that may get lost, with a connection or with the owner. So one sweep
 * over all waits looks in the store every 10 s or so; a wait younger than a sweep is left alone, for nearly all end
 * sooner. After a gap, when hints are known to be lost, it looks at once. Nothing is armed per wait.
 */
export class ResultWaits {
  private readonly waits = new Set<Wait>();
  private readonly stopHearingOfGaps: () => void;
  private cancelSweep: (() => void) | undefined;
  private isSweeping = false;
  private gapSweepsLeft = 0;
  private isClosed = false;

  constructor(private readonly deps: ResultWaitsDeps) {
    this.stopHearingOfGaps = deps.replies.onGap(() => this.sweepAfterGap());
  }

  /**
   * Sends a command that makes this node a listener of the invocation, and calls back once with how it ended.
   * @returns the function that ends the wait without a call
   */
  wait(
    purpose: WaitPurpose,
    invocationId: InvocationId,
    send: (replyTo: ReplyTo) => Promise<void>,
    onEnd: (end: WaitEnd) => void,
  ): () => void {
    const { replies } = this.deps;
    const leaves: Array<() => void> = [];
    const wait: Wait = {
      invocationId,
      purpose,
      requestId: undefined,
      end: (end) => {
        if (this.waits.delete(wait)) {
          for (const leave of leaves) leave();
          onEnd(end);
        }
      },
      sweeps: 0,
      seen: 'nothing yet',
    };
    this.waits.add(wait);
    try {
      // Both before the send: an answer may come before the send is known to have succeeded.
      leaves.push(replies.onCompleted(invocationId, (result) => wait.end({ kind: 'result', result })));
      const expected = replies.expectReply((reply) => onReply(wait, reply));
      leaves.push(expected.leave);
      wait.requestId = expected.replyTo.requestId;
      send(expected.replyTo).catch((error: unknown) => wait.end({ kind: 'not-sent', error }));
    } catch (error) {
      wait.end({ kind: 'not-sent', error });
    }
    this.scheduleSweep();
    return () => {
      if (!this.waits.delete(wait)) return;
      for (const leave of leaves) leave();
    };
  }

  /** Stops looking in the store. */
  close(): void {
    this.isClosed = true;
    this.stopHearingOfGaps();
    this.cancelSweep?.();
  }

  private scheduleSweep(): void {
    if (this.isClosed || this.isSweeping || this.cancelSweep !== undefined || this.waits.size === 0) return;
    const intervalMs = this.gapSweepsLeft > 0 ? gapSweepIntervalMs : sweepIntervalMs;
    // Spread, so that nodes that lost the same owner do not all ask at once.
    const delayMs = intervalMs * (0.75 + 0.5 * this.deps.ids.fraction());
    this.cancelSweep = this.deps.clock.schedule(delayMs, () => void this.sweepNow());
  }

  private sweepAfterGap(): void {
    this.gapSweepsLeft = gapSweeps;
    this.cancelSweep?.();
    if (!this.isSweeping) void this.sweepNow();
  }

  private async sweepNow(): Promise<void> {
    this.cancelSweep = undefined;
    this.isSweeping = true;
    // The store may be away; the next sweep asks again.
    await this.sweep().catch(() => undefined);
    this.isSweeping = false;
    this.scheduleSweep();
  }

  private async sweep(): Promise<void> {
    const isAfterGap = this.gapSweepsLeft > 0;
    if (isAfterGap) this.gapSweepsLeft--;
    const due = [...this.waits].filter((wait) => wait.sweeps++ > 0 || isAfterGap);
    for (let start = 0; start < due.length; start += rowsPerRead) {
      const batch = due.slice(start, start + rowsPerRead);
      const rows = await this.deps.stored.readMany(batch.map((wait) => wait.invocationId));
      batch.forEach((wait, i) => this.look(wait, rows[i]));
    }
  }

  private look(wait: Wait, row: InvocationRow | undefined): void {
    if (row === undefined) {
      // A command that waits in the log has no row yet. A row that was there and is gone leaves no result to wait for:
      // cancelled before it started, or nothing is kept of it. But whoever removed it announces the result at this very
      // moment, so only the next look is the last.
      if (wait.seen === 'gone') wait.end({ kind: 'result', result: serverFailures.notFound });
      else if (wait.seen === 'there') wait.seen = 'gone';
      return;
    }
    wait.seen = 'there';
    const isForeign = row.createdByRequestId !== wait.requestId;
    if (wait.purpose === 'call' && row.target.handlerKind === 'workflow' && isForeign) {
      wait.end({ kind: 'result', result: serverFailures.workflowAlreadyInvoked });
      return;
    }
    const stored = storedResult(row);
    if (stored !== undefined) wait.end({ kind: 'result', result: stored.result });
  }
}

function onReply(wait: Wait, reply: Reply): void {
  switch (reply.kind) {
    case 'completed':
      wait.end({ kind: 'result', result: reply.result, expiresAtMs: reply.expiresAtMs });
      return;
    case 'workflow-already-invoked':
      wait.end({ kind: 'result', result: serverFailures.workflowAlreadyInvoked });
      return;
    case 'not-found':
      wait.end({ kind: 'result', result: serverFailures.notFound });
      return;
    case 'accepted':
    case 'previously-accepted':
    case 'attached':
      // The completion will be announced.
      return;
    case 'already-completed':
    case 'not-completed':
    case 'done':
    case 'requested':
    case 'not-started':
    case 'not-running':
    case 'deployment-not-pinned':
    case 'journal-missing':
    case 'not-restartable':
    case 'prefix-incomplete':
      wait.end({ kind: 'not-sent', error: new Error(`a wait for a result was answered '${reply.kind}'`) });
      return;
  }
}
