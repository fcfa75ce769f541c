import {
  describeTarget,
  lastEntryStamp,
  type InvocationRow,
  type InvokeCommand,
  type JournalCommand,
} from '@perdure/model';
import type { Resolution } from '../input.js';
import type { Transaction } from '../transaction.js';
import { appendNotification } from './append.js';

type Callee = Extract<Resolution, { kind: 'callee' }>;

/** Calls another handler: its id is known at once, its result later (service-protocol 5.6). */
export function call(
  transaction: Transaction,
  row: InvocationRow,
  command: Extract<JournalCommand, { kind: 'call' }>,
  callee: Callee,
): void {
  const { resultCompletionId: completionId } = command;
  const announced = announceCallee(transaction, row, command.invocationIdCompletionId, callee);
  transaction.deliver(callee.invocationId, {
    ...invokeCommand(row, callee),
    listener: {
      kind: 'invocation',
      invocationId: row.id,
      completionId,
      of: 'call',
      // The entry that names the callee and not the call, because it is small whatever the call carries.
      askedBy: lastEntryStamp(announced),
    },
  });
}

/** Sends to another handler, now or later, independent of the caller from then on (service-protocol 5.7). */
export function oneWayCall(
  transaction: Transaction,
  row: InvocationRow,
  command: Extract<JournalCommand, { kind: 'one-way-call' }>,
  callee: Callee,
): void {
  announceCallee(transaction, row, command.invocationIdCompletionId, callee);
  transaction.deliver(callee.invocationId, {
    ...invokeCommand(row, callee),
    ...(command.invokeAtMs > transaction.nowMs && { executeAtMs: command.invokeAtMs }),
  });
}

function announceCallee(
  transaction: Transaction,
  row: InvocationRow,
  completionId: number,
  { invocationId }: Callee,
): InvocationRow {
  return appendNotification(transaction, row, {
    kind: 'completion',
    of: 'call-invocation-id',
    completionId,
    result: { kind: 'invocation-id', invocationId },
  });
}

function invokeCommand(row: InvocationRow, callee: Callee): InvokeCommand {
  return {
    kind: 'invoke',
    invocationId: callee.invocationId,
    target: callee.target,
    input: callee.input,
    source: { kind: 'invocation', invocationId: row.id, target: describeTarget(row.target) },
    retention: callee.retention,
    ...(callee.idempotencyKey !== undefined && { idempotencyKey: callee.idempotencyKey }),
    ...(callee.limitKey !== undefined && { limitKey: callee.limitKey }),
    ...(callee.trace !== undefined && { trace: callee.trace }),
  };
}
