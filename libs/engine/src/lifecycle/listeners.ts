import type { InvocationId, Listener, Result } from '@perdure/model';
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
  transaction.deliver(listener.invocationId, {
    kind: 'notify',
    invocationId: listener.invocationId,
    notification: { kind: 'completion', of: listener.of, completionId: listener.completionId, result },
  });
}

/** Adds a listener once: a node that asks again is the same listener, so nodes that poll cannot grow the list. */
export function withListener(listeners: readonly Listener[], added: Listener): readonly Listener[] {
  return listeners.some((listener) => isSameListener(listener, added)) ? listeners : [...listeners, added];
}

function isSameListener(left: Listener, right: Listener): boolean {
  if (left.kind === 'node') return right.kind === 'node' && left.nodeId === right.nodeId;
  return (
    right.kind === 'invocation' &&
    left.invocationId === right.invocationId &&
    left.completionId === right.completionId
  );
}
