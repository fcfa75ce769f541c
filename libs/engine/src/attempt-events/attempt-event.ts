import { assertNever, failureResult, type InvocationRow } from '@perdure/model';
import type { AttemptEvent } from '../input.js';
import { appendNotification } from '../journal/append.js';
import { applyJournalCommand } from '../journal/journal-command.js';
import { isResolved } from '../lifecycle/await-point.js';
import { complete } from '../lifecycle/complete.js';
import { failAttempt, pauseNow } from '../lifecycle/fail-attempt.js';
import { startAttempt } from '../lifecycle/start-attempt.js';
import { changeStatus } from '../lifecycle/status-change.js';
import type { Transaction } from '../transaction.js';

type EventOf<K extends AttemptEvent['kind']> = Extract<AttemptEvent, { kind: K }>;

/**
 * What a running attempt reports. The token is the fence: an attempt that was superseded (killed, timed out, restarted
 * by a new owner) may still talk, and nobody listens.
 */
export function applyAttemptEvent(transaction: Transaction, event: AttemptEvent): void {
  const row = transaction.invocation(event.invocationId);
  if (row?.status !== 'invoked' || row.attempt !== event.attempt) return;
  switch (event.kind) {
    case 'command':
      return applyJournalCommand(transaction, row, event);
    case 'run-proposed':
      return runProposed(transaction, row, event);
    case 'suspended':
      return suspended(transaction, row, event);
    case 'ended':
      return ended(transaction, row);
    case 'failed':
      return failAttempt(transaction, row, event.failure, event.retry);
    default:
      return assertNever(event);
  }
}

/** The closure of a `run` finished. V7 asks for a short acknowledgement in place of the notification (5.8, 4.3). */
function runProposed(transaction: Transaction, row: InvocationRow, event: EventOf<'run-proposed'>): void {
  const { completionId, result, isAckRequested } = event;
  appendNotification(
    transaction,
    row,
    { kind: 'completion', of: 'run', completionId, result },
    isAckRequested ? transaction.context.codec.encodeRunAck(completionId) : undefined,
  );
}

function suspended(transaction: Transaction, row: InvocationRow, event: EventOf<'suspended'>): void {
  // The policy counts failures of one run of attempts; a suspension is progress (service-protocol 7.4).
  const progressed: InvocationRow = { ...row, failedAttempts: 0 };
  if (row.isPauseRequested === true) return pauseNow(transaction, progressed);
  // What it waits for may have arrived while it was making up its mind.
  if (isResolved(transaction, row, event.awaiting)) {
    startAttempt(transaction, progressed);
    return;
  }
  transaction.save({ ...changeStatus(transaction, progressed, 'suspended'), awaiting: event.awaiting });
}

/** The result is the last Output (service-protocol 4.7); without one the endpoint broke the protocol. */
function ended(transaction: Transaction, row: InvocationRow): void {
  complete(
    transaction,
    row,
    row.output ?? failureResult(500, 'The handler ended without an output. This is a bug of the SDK.'),
  );
}
