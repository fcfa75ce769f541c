import { indexMember, serverFailures, single, type InvocationRow, type InvokeCommand } from '@perdure/model';
import { begin } from '../lifecycle/begin.js';
import { answerListener, completedReply, listen } from '../lifecycle/listeners.js';
import { newInvocation } from '../lifecycle/new-invocation.js';
import { setTimer } from '../lifecycle/timer.js';
import type { Transaction } from '../transaction.js';

/** Accepts an invocation, or finds that its id was accepted before (ingress-api 3.4, 3.5). */
export function invoke(transaction: Transaction, command: InvokeCommand): void {
  const existing = transaction.invocation(command.invocationId);
  if (existing === undefined) accept(transaction, command);
  else if (isOwnRetry(existing, command)) joinExisting(transaction, existing, command, 'accepted');
  else if (command.target.handlerKind === 'workflow') refuseWorkflow(transaction, existing, command);
  else joinExisting(transaction, existing, command, 'previously-accepted');
}

function accept(transaction: Transaction, command: InvokeCommand): void {
  const { nowMs, context } = transaction;
  const input = context.codec.encodeInput(command.input);
  const executeAtMs = command.executeAtMs;
  const isDelayed = executeAtMs !== undefined && executeAtMs > nowMs;
  const row: InvocationRow = {
    ...newInvocation(command, 1, nowMs),
    ...(command.idempotencyKey !== undefined && { idempotencyKey: command.idempotencyKey }),
    ...(command.replyTo !== undefined && { createdByRequestId: command.replyTo.requestId }),
    ...(executeAtMs !== undefined && { executeAtMs }),
    listeners: command.listener === undefined ? [] : [command.listener],
  };
  transaction.put('journal', row.id, indexMember(0), { frame: input, appendedAtMs: nowMs });
  if (isDelayed) {
    transaction.put('active', single, row.id, 'scheduled');
    transaction.save(row);
    setTimer(transaction, { kind: 'start', invocationId: row.id, dueAtMs: executeAtMs, completionId: 0 });
  } else {
    begin(transaction, row, input);
  }
  transaction.reply(command.replyTo, {
    kind: 'accepted',
    ...(executeAtMs !== undefined && { executeAtMs }),
  });
}

/** A log or an ingress that was unsure whether its append arrived repeats it under the same request id. */
function isOwnRetry(existing: InvocationRow, command: InvokeCommand): boolean {
  return (
    existing.createdByRequestId !== undefined && existing.createdByRequestId === command.replyTo?.requestId
  );
}

function joinExisting(
  transaction: Transaction,
  existing: InvocationRow,
  command: InvokeCommand,
  outcome: 'accepted' | 'previously-accepted',
): void {
  const { listener } = command;
  if (listener !== undefined) listen(transaction, existing, listener);
  const isTold = listener?.kind === 'node' && existing.result !== undefined;
  transaction.reply(
    command.replyTo,
    isTold ? completedReply(existing, existing.result) : { kind: outcome, ...startTime(existing, outcome) },
  );
}

/** Its own retry is answered like the first time; somebody else learns of a start that is still to come. */
function startTime(
  { executeAtMs, status }: InvocationRow,
  outcome: 'accepted' | 'previously-accepted',
): { executeAtMs?: number } {
  const isTold = outcome === 'accepted' || status === 'scheduled';
  return isTold && executeAtMs !== undefined ? { executeAtMs } : {};
}

/** A workflow runs once per key: a send is told so, a call does not attach to the run that exists. */
function refuseWorkflow(transaction: Transaction, existing: InvocationRow, command: InvokeCommand): void {
  const { listener } = command;
  if (listener?.kind === 'invocation')
    answerListener(transaction, listener, existing.id, serverFailures.workflowAlreadyInvoked);
  if (listener?.kind === 'node') {
    transaction.reply(command.replyTo, { kind: 'workflow-already-invoked' });
    return;
  }
  const outcome = 'previously-accepted';
  transaction.reply(command.replyTo, { kind: outcome, ...startTime(existing, outcome) });
}
