import type { AttemptFailure, AttemptFailureCode, InvocationRow, JournalCommandKind } from '@perdure/model';
import type { CommandEvent } from './journal-command.js';

const stateReads: ReadonlySet<JournalCommandKind> = new Set<JournalCommandKind>([
  'get-lazy-state',
  'get-lazy-state-keys',
  'get-eager-state',
  'get-eager-state-keys',
]);
const stateWrites: ReadonlySet<JournalCommandKind> = new Set<JournalCommandKind>([
  'set-state',
  'clear-state',
  'clear-all-state',
]);
const promiseCommands: ReadonlySet<JournalCommandKind> = new Set<JournalCommandKind>([
  'get-promise',
  'peek-promise',
  'complete-promise',
]);
const calls: ReadonlySet<JournalCommandKind> = new Set<JournalCommandKind>(['call', 'one-way-call']);
const commandsToInvocations: ReadonlySet<JournalCommandKind> = new Set<JournalCommandKind>([
  'attach-invocation',
  'get-invocation-output',
  'send-signal',
  'complete-awakeable',
]);

/** Why a command cannot be carried out by this handler, or undefined (the preconditions of service-protocol 5). */
export function refusal(
  row: InvocationRow,
  { command, resolution }: CommandEvent,
): AttemptFailure | undefined {
  const { target } = row;
  const { kind } = command;
  if (kind === 'input') return failure('RT0012', `a handler cannot send an input command`);
  if ((stateReads.has(kind) || stateWrites.has(kind)) && target.key === undefined)
    return failure(
      'RT0017',
      `'${target.service}' is a plain service and has no state; use a virtual object or a workflow`,
    );
  if (stateWrites.has(kind) && target.handlerKind === 'shared')
    return failure(
      'RT0017',
      `handler '${target.handler}' is shared and may only read state; make it exclusive to write`,
    );
  if (promiseCommands.has(kind) && target.serviceType !== 'workflow')
    return failure('RT0017', `durable promises exist only in workflows, and '${target.service}' is none`);
  if (resolution?.kind === 'unresolvable') return resolution.failure;
  return isResolved(kind, resolution)
    ? undefined
    : failure('RT0012', `the target of the ${kind} command is not known`);
}

/** A command stored without its target would wait for ever for a completion nobody owes it. */
function isResolved(kind: JournalCommandKind, resolution: CommandEvent['resolution']): boolean {
  if (calls.has(kind)) return resolution?.kind === 'callee';
  if (!commandsToInvocations.has(kind)) return true;
  if (resolution?.kind !== 'invocation') return false;
  return kind !== 'complete-awakeable' || resolution.signalIndex !== undefined;
}

function failure(restateCode: AttemptFailureCode, message: string): AttemptFailure {
  return { code: 500, restateCode, message };
}
