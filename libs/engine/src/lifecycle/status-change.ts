import { PerdureError, single, type InvocationRow, type InvocationStatus } from '@perdure/model';
import type { Transaction } from '../transaction.js';

/** The legal moves. An invocation is created as scheduled, inboxed or invoked, and never leaves `completed`. */
const nextStatuses: Record<InvocationStatus, readonly InvocationStatus[]> = {
  scheduled: ['inboxed', 'invoked'],
  inboxed: ['invoked'],
  invoked: ['invoked', 'backing-off', 'suspended', 'paused', 'completed'],
  'backing-off': ['invoked', 'paused', 'completed'],
  suspended: ['invoked', 'completed'],
  paused: ['invoked', 'completed'],
  completed: [],
};

/**
 * Moves an invocation to another status, dropping what only the old one meant, and keeps the `active` row in step.
 * Returns the row without saving it: the caller adds what the new status needs.
 */
export function changeStatus(
  transaction: Transaction,
  row: InvocationRow,
  status: InvocationStatus,
): InvocationRow {
  if (!nextStatuses[row.status].includes(status))
    throw new PerdureError(
      'INVARIANT_VIOLATED',
      `invocation ${row.id} cannot go from ${row.status} to ${status}`,
    );
  if (status === 'completed') transaction.delete('active', single, row.id);
  else if (status !== row.status) transaction.put('active', single, row.id, status);
  const { awaiting: _awaiting, retryAtMs: _retryAtMs, inboxPosition: _inboxPosition, ...kept } = row;
  return { ...kept, status };
}
