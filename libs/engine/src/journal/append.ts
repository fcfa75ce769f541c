import {
  completionMember,
  indexMember,
  namedSignalMember,
  signalMember,
  type Frame,
  type InvocationRow,
  type Notification,
} from '@perdure/model';
import { isResolved, waitsFor } from '../lifecycle/await-point.js';
import { startWhenAllowed } from '../limits/start-when-allowed.js';
import type { Transaction } from '../transaction.js';

/** Appends a command of the running attempt. Stored as received: replay must send the very same bytes. */
export function appendCommand(transaction: Transaction, row: InvocationRow, frame: Frame): InvocationRow {
  const { nowMs } = transaction;
  transaction.put('journal', row.id, indexMember(row.journalLength), { frame, appendedAtMs: nowMs });
  return transaction.save({
    ...row,
    journalLength: row.journalLength + 1,
    commandCount: row.commandCount + 1,
    failedAttemptsSinceLastEntry: 0,
    lastEntryAtMs: nowMs,
  });
}

/**
 * Appends a notification, and lets it act: a running attempt gets it, a suspended handler that waits for it wakes. The
 * order of these calls is the order handlers see, and what races between them are decided by (service-protocol 4.3).
 * @param acknowledgement sent to the running attempt in place of the notification, which it knows already
 */
export function appendNotification(
  transaction: Transaction,
  row: InvocationRow,
  notification: Notification,
  acknowledgement?: Frame,
): InvocationRow {
  const { nowMs, context } = transaction;
  const frame = context.codec.encodeNotification(notification);
  const journalIndex = row.journalLength;
  transaction.put('journal', row.id, indexMember(journalIndex), { frame, appendedAtMs: nowMs });
  const member = notificationMember(notification);
  transaction.put('notification', row.id, member, {
    journalIndex,
    isFailure: notification.result.kind === 'failure',
  });
  const saved = transaction.save({ ...row, journalLength: journalIndex + 1, lastEntryAtMs: nowMs });

  if (saved.status === 'invoked') {
    const { id: invocationId, attempt } = saved;
    transaction.effect({
      kind: 'forward',
      invocationId,
      attempt,
      frame: acknowledgement ?? frame,
      journalIndex,
    });
  } else if (saved.status === 'suspended' && saved.awaiting !== undefined) {
    if (waitsFor(saved.awaiting, member) && isResolved(transaction, saved, saved.awaiting))
      return startWhenAllowed(transaction, saved);
  }
  return saved;
}

export function notificationMember(notification: Notification): string {
  if (notification.kind === 'completion') return completionMember(notification.completionId);
  const { signal } = notification;
  return signal.kind === 'index' ? signalMember(signal.index) : namedSignalMember(signal.name);
}
