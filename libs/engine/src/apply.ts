import {
  assertNever,
  single,
  indexMember,
  type PartitionCommand,
  type PartitionRecord,
} from '@perdure/model';
import { applyAttemptEvent } from './attempt-events/attempt-event.js';
import { attach } from './commands/attach.js';
import { cancel } from './commands/cancel.js';
import { getOutput } from './commands/get-output.js';
import { invoke } from './commands/invoke.js';
import { kill } from './commands/kill.js';
import { modifyState } from './commands/modify-state.js';
import { notify } from './commands/notify.js';
import { pause } from './commands/pause.js';
import { purge, purgeJournal } from './commands/purge.js';
import { resume } from './commands/resume.js';
import { restartAsNew } from './commands/restart-as-new.js';
import { signal } from './commands/signal.js';
import type { PartitionInput, TimedInput } from './input.js';
import { checkInvariants } from './invariants.js';
import { limitAdded } from './limits/limit-added.js';
import { admitWaiting } from './limits/admit-waiting.js';
import { attemptLost } from './lifecycle/attempt-lost.js';
import { timerDue } from './timers/timer-due.js';
import { Transaction, type EngineContext } from './transaction.js';
import type { Transition } from './transition.js';
import type { PartitionView } from './view.js';

/** The state machine of one partition. Pure: the same view and input give the same transition. */
export interface Engine {
  /** Throws `RowsNeeded` or `GroupNeeded` when the view lacks something; apply the same input again once it is loaded. */
  apply(view: PartitionView, input: TimedInput): Transition;
}

export function createEngine(context: EngineContext): Engine {
  return {
    apply(view, { nowMs, epoch, input, rules }) {
      const transaction = new Transaction(view, nowMs, epoch, context, rules);
      applyInput(transaction, input);
      // Grows as it is walked: a delivery may bring about others.
      for (const command of transaction.deliveries) applyCommand(transaction, command);
      for (const counter of transaction.countersWithFreeSlots) admitWaiting(transaction, counter);
      const transition = transaction.finish();
      checkInvariants(transition);
      return transition;
    },
  };
}

function applyInput(transaction: Transaction, input: PartitionInput): void {
  switch (input.kind) {
    case 'record':
      return applyRecord(transaction, input.record);
    case 'attempt-event':
      return applyAttemptEvent(transaction, input.event);
    case 'timer-due':
      return timerDue(transaction, input.member);
    case 'owner-changed':
      for (const id of input.invoked) attemptLost(transaction, id);
      return;
    case 'slots-freed':
      return transaction.giveAwaySlots(input.counter);
    case 'limits-added':
      for (const id of input.invoked) limitAdded(transaction, id);
      return;
    case 'outbox-delivered':
      return transaction.delete('outbox', single, indexMember(input.number));
    default:
      return assertNever(input);
  }
}

function applyRecord(transaction: Transaction, { command, origin }: PartitionRecord): void {
  if (origin !== undefined) {
    const highest = transaction.get('received', single, origin.sender);
    // A sender repeats what it is not sure about, in order: anything not above the highest number is a repeat.
    if (highest !== undefined && origin.number <= highest) return;
    transaction.put('received', single, origin.sender, origin.number);
  }
  applyCommand(transaction, command);
}

function applyCommand(transaction: Transaction, command: PartitionCommand): void {
  switch (command.kind) {
    case 'invoke':
      return invoke(transaction, command);
    case 'attach':
      return attach(transaction, command);
    case 'get-output':
      return getOutput(transaction, command);
    case 'signal':
      return signal(transaction, command);
    case 'notify':
      return notify(transaction, command);
    case 'cancel':
      return cancel(transaction, command);
    case 'kill':
      return kill(transaction, command);
    case 'purge':
      return purge(transaction, command);
    case 'purge-journal':
      return purgeJournal(transaction, command);
    case 'pause':
      return pause(transaction, command);
    case 'resume':
      return resume(transaction, command);
    case 'restart-as-new':
      return restartAsNew(transaction, command);
    case 'modify-state':
      return modifyState(transaction, command);
    default:
      return assertNever(command);
  }
}
