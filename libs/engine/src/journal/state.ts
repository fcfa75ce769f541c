import {
  instanceOf,
  PerdureError,
  type InstanceId,
  type InvocationRow,
  type JournalCommand,
} from '@perdure/model';
import type { Transaction } from '../transaction.js';
import { appendNotification } from './append.js';

type CommandOf<K extends JournalCommand['kind']> = Extract<JournalCommand, { kind: K }>;

/** Reads the entry as it is now: for handlers whose eager state was incomplete (service-protocol 5.3). */
export function getLazyState(
  transaction: Transaction,
  row: InvocationRow,
  command: CommandOf<'get-lazy-state'>,
): void {
  const value = transaction.get('state', stateOf(row), command.key);
  appendNotification(transaction, row, {
    kind: 'completion',
    of: 'get-lazy-state',
    completionId: command.completionId,
    result: value === undefined ? { kind: 'void' } : { kind: 'value', value },
  });
}

export function getLazyStateKeys(
  transaction: Transaction,
  row: InvocationRow,
  command: CommandOf<'get-lazy-state-keys'>,
): void {
  const keys = transaction.scan('state', stateOf(row)).map(([name]) => name);
  appendNotification(transaction, row, {
    kind: 'completion',
    of: 'get-lazy-state-keys',
    completionId: command.completionId,
    result: { kind: 'state-keys', keys },
  });
}

/** Writes take effect when stored, not when the handler ends: failing does not roll them back. */
export function setState(
  transaction: Transaction,
  row: InvocationRow,
  command: CommandOf<'set-state'>,
): void {
  transaction.put('state', stateOf(row), command.key, command.value);
}

export function clearState(
  transaction: Transaction,
  row: InvocationRow,
  command: CommandOf<'clear-state'>,
): void {
  transaction.delete('state', stateOf(row), command.key);
}

export function clearAllState(transaction: Transaction, row: InvocationRow): void {
  transaction.dropGroup('state', stateOf(row));
}

function stateOf(row: InvocationRow): InstanceId {
  const instance = instanceOf(row.target);
  if (instance === undefined)
    throw new PerdureError('INVARIANT_VIOLATED', `${row.target.service} has no state`);
  return instance;
}
