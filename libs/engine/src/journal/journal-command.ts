import {
  assertNever,
  isCancel,
  type AttemptFailure,
  type InvocationRow,
  type JournalCommand,
} from '@perdure/model';
import type { AttemptEvent } from '../input.js';
import { failAttempt } from '../lifecycle/fail-attempt.js';
import type { Transaction } from '../transaction.js';
import { appendCommand } from './append.js';
import { attachInvocation, getInvocationOutput } from './attach-invocation.js';
import { call, oneWayCall } from './call.js';
import { completePromise, getPromise, peekPromise } from './promise.js';
import { refusal } from './rules.js';
import { sleep } from './sleep.js';
import { clearAllState, clearState, getLazyState, getLazyStateKeys, setState } from './state.js';

export type CommandEvent = Extract<AttemptEvent, { kind: 'command' }>;

/**
 * Stores a command of the running attempt and does what it means, in one transition (service-protocol 4.5). A command
 * that breaks a rule is not stored, and nothing after it is: the attempt fails, and may succeed on a later deployment.
 */
export function applyJournalCommand(transaction: Transaction, row: InvocationRow, event: CommandEvent): void {
  const failure = refusal(row, event);
  if (failure !== undefined) return reject(transaction, row, event, failure);

  const appended = appendCommand(transaction, { ...row, pin: row.pin ?? event.pin }, event.frame);
  // The acknowledgement stands for the command's entry, so it goes out before what the command brings about.
  if (event.isAckRequested) acknowledge(transaction, appended);
  perform(transaction, appended, event.command, event);
}

function reject(
  transaction: Transaction,
  row: InvocationRow,
  event: CommandEvent,
  failure: AttemptFailure,
): void {
  transaction.effect({ kind: 'abort-attempt', invocationId: row.id, attempt: row.attempt });
  const related = { relatedCommandIndex: row.commandCount, relatedCommandType: event.frame.type };
  failAttempt(transaction, row, { ...related, ...failure }, event.retry, 'cut');
}

function acknowledge(transaction: Transaction, row: InvocationRow): void {
  const frame = transaction.context.codec.encodeCommandAck(row.commandCount - 1);
  transaction.effect({ kind: 'forward', invocationId: row.id, attempt: row.attempt, frame });
}

function perform(
  transaction: Transaction,
  row: InvocationRow,
  command: JournalCommand,
  { resolution }: CommandEvent,
): void {
  switch (command.kind) {
    case 'input':
    case 'run': // Its result arrives as a proposal.
    case 'get-eager-state': // Answered inside.
    case 'get-eager-state-keys':
      return;
    case 'output':
      transaction.save({ ...row, output: command.result });
      return;
    case 'get-lazy-state':
      return getLazyState(transaction, row, command);
    case 'get-lazy-state-keys':
      return getLazyStateKeys(transaction, row, command);
    case 'set-state':
      return setState(transaction, row, command);
    case 'clear-state':
      return clearState(transaction, row, command);
    case 'clear-all-state':
      return clearAllState(transaction, row);
    case 'get-promise':
      return getPromise(transaction, row, command);
    case 'peek-promise':
      return peekPromise(transaction, row, command);
    case 'complete-promise':
      return completePromise(transaction, row, command);
    case 'sleep':
      return sleep(transaction, row, command);
    case 'call':
      if (resolution?.kind === 'callee') call(transaction, row, command, resolution);
      return;
    case 'one-way-call':
      if (resolution?.kind === 'callee') oneWayCall(transaction, row, command, resolution);
      return;
    case 'attach-invocation':
      if (resolution?.kind === 'invocation')
        attachInvocation(transaction, row, command, resolution.invocationId);
      return;
    case 'get-invocation-output':
      if (resolution?.kind === 'invocation')
        getInvocationOutput(transaction, row, command, resolution.invocationId);
      return;
    case 'send-signal': {
      if (resolution?.kind !== 'invocation') return;
      const { invocationId } = resolution;
      const { signal, result } = command;
      return transaction.deliver(
        invocationId,
        isCancel(signal) && result.kind === 'void'
          ? { kind: 'cancel', invocationId }
          : { kind: 'signal', invocationId, signal, result },
      );
    }
    case 'complete-awakeable': {
      if (resolution?.kind !== 'invocation' || resolution.signalIndex === undefined) return;
      const { invocationId, signalIndex } = resolution;
      const signal = { kind: 'index', index: signalIndex } as const;
      return transaction.deliver(invocationId, {
        kind: 'signal',
        invocationId,
        signal,
        result: command.result,
      });
    }
    default:
      return assertNever(command);
  }
}
