import {
  isSameStamp,
  type InvocationId,
  type InvocationRow,
  type Listener,
  type Reply,
  type Result,
} from '@perdure/model';
import type { Transaction } from '../transaction.js';

/** Tells one listener how an invocation ended. */
export function answerListener(
  transaction: Transaction,
  listener: Listener,
  invocationId: InvocationId,
  result: Result,
): void {
  if (listener.kind === 'node') {
    transaction.notifyNode(listener.nodeId, { kind: 'invocation-completed', invocationId, result });
    return;
  }
  const { of, completionId, askedBy } = listener;
  transaction.deliver(listener.invocationId, {
    kind: 'notify',
    invocationId: listener.invocationId,
    notification: { kind: 'completion', of, completionId, result },
    ...(askedBy !== undefined && { askedBy }),
  });
}

/** The listener is told when the invocation ends, or now if it has; a node is told now by the reply it waits for. */
export function listen(transaction: Transaction, row: InvocationRow, listener: Listener): void {
  if (row.result === undefined) addListener(transaction, row, listener);
  else if (listener.kind === 'invocation') answerListener(transaction, listener, row.id, row.result);
}

/** What a node hears that asks about an invocation that has ended. */
export function completedReply(row: InvocationRow, result: Result): Reply {
  const { completedAtMs, modifiedAtMs, retention } = row;
  return { kind: 'completed', result, expiresAtMs: (completedAtMs ?? modifiedAtMs) + retention.completionMs };
}

/** Adds a listener once: a node that asks again is the same listener, so nodes that poll change nothing. */
function addListener(transaction: Transaction, row: InvocationRow, added: Listener): void {
  if (row.listeners.some((listener) => isSameListener(listener, added))) return;
  transaction.save({ ...row, listeners: [...row.listeners, added] });
}

function isSameListener(left: Listener, right: Listener): boolean {
  if (left.kind === 'node') return right.kind === 'node' && left.nodeId === right.nodeId;
  return (
    right.kind === 'invocation' &&
    left.invocationId === right.invocationId &&
    left.completionId === right.completionId &&
    isSameStamp(left.askedBy, right.askedBy)
  );
}
