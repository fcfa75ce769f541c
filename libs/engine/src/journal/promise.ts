import {
  instanceOf,
  PerdureError,
  serverFailures,
  type InstanceId,
  type InvocationRow,
  type JournalCommand,
  type PromiseRow,
} from '@perdure/model';
import { notify } from '../commands/notify.js';
import type { Transaction } from '../transaction.js';
import { appendNotification } from './append.js';

/** So few listeners are not worth a look. */
const listenersUnchecked = 8;

type CommandOf<K extends JournalCommand['kind']> = Extract<JournalCommand, { kind: K }>;

/** Waits for a durable promise of the workflow (service-protocol 5.4). */
export function getPromise(
  transaction: Transaction,
  row: InvocationRow,
  command: CommandOf<'get-promise'>,
): void {
  const { key, completionId } = command;
  const workflow = workflowOf(row);
  const promise = transaction.get('promise', workflow, key);
  if (promise?.result !== undefined) {
    appendNotification(transaction, row, {
      kind: 'completion',
      of: 'get-promise',
      completionId,
      result: promise.result,
    });
    return;
  }
  const listeners = withoutDead(transaction, promise?.listeners ?? []);
  transaction.put('promise', workflow, key, {
    listeners: [...listeners, { invocationId: row.id, completionId }],
  });
}

/**
 * Handlers that gave up waiting (lost a race, were killed) are dropped each time the list has doubled: a promise that
 * is asked for and never completed stays as small as the number of those who still wait, at little cost.
 */
function withoutDead(transaction: Transaction, listeners: PromiseRow['listeners']): PromiseRow['listeners'] {
  const isPowerOfTwo = (listeners.length & (listeners.length - 1)) === 0;
  if (listeners.length < listenersUnchecked || !isPowerOfTwo) return listeners;
  return listeners.filter(({ invocationId }) => {
    const status = transaction.invocation(invocationId)?.status;
    return status !== undefined && status !== 'completed';
  });
}

export function peekPromise(
  transaction: Transaction,
  row: InvocationRow,
  command: CommandOf<'peek-promise'>,
): void {
  const promise = transaction.get('promise', workflowOf(row), command.key);
  appendNotification(transaction, row, {
    kind: 'completion',
    of: 'peek-promise',
    completionId: command.completionId,
    result: promise?.result ?? { kind: 'void' },
  });
}

/** Completes a promise once; whoever comes second is told so. May come before anybody waits. */
export function completePromise(
  transaction: Transaction,
  row: InvocationRow,
  command: CommandOf<'complete-promise'>,
): void {
  const { key, completionId, result } = command;
  const workflow = workflowOf(row);
  const promise = transaction.get('promise', workflow, key);
  const isFirst = promise?.result === undefined;
  if (isFirst) transaction.put('promise', workflow, key, { result, listeners: [] });
  appendNotification(transaction, row, {
    kind: 'completion',
    of: 'complete-promise',
    completionId,
    result: isFirst ? { kind: 'void' } : serverFailures.promiseAlreadyCompleted,
  });
  // Listeners are invocations of the same workflow key, so they live in this partition. A completed promise has none.
  for (const { invocationId, completionId: listenerCompletionId } of promise?.listeners ?? [])
    notify(transaction, {
      kind: 'notify',
      invocationId,
      notification: { kind: 'completion', of: 'get-promise', completionId: listenerCompletionId, result },
    });
}

function workflowOf(row: InvocationRow): InstanceId {
  const instance = instanceOf(row.target);
  if (instance === undefined)
    throw new PerdureError('INVARIANT_VIOLATED', `${row.target.service} is no workflow`);
  return instance;
}
