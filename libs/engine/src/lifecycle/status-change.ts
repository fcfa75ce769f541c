import { PerdureError, single, type InvocationRow, type InvocationStatus } from '@perdure/model';
import { leaveLine, releaseSlots } from '../limits/leave-limits.js';
import type { Transaction } from '../transaction.js';

/** The legal moves. An invocation is created as scheduled, and never leaves `completed`. */
const nextStatuses: Record<InvocationStatus, readonly InvocationStatus[]> = {
  scheduled: ['inboxed', 'waiting', 'invoked'],
  inboxed: ['waiting', 'invoked'],
  waiting: ['waiting', 'invoked', 'paused', 'completed'],
  invoked: ['invoked', 'backing-off', 'suspended', 'paused', 'completed'],
  'backing-off': ['waiting', 'invoked', 'paused', 'completed'],
  suspended: ['waiting', 'invoked', 'completed'],
  paused: ['waiting', 'invoked', 'completed'],
  completed: [],
};

/**
 * Moves an invocation to another status, dropping what only the old one meant, and keeps the `active` row and what its
 * limits count in step: slots belong to an attempt, and to those who wait for the rest of what one takes. Returns the row without saving it: the caller adds what the new status needs.
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
  leaveLine(transaction, row);
  const releasesSlots = row.slots !== undefined && status !== 'invoked' && status !== 'waiting';
  // Taking nothing out is the common case, and a plain copy by far the cheaper one.
  if (!releasesSlots && !hasWaited(row)) return { ...row, status };
  const {
    awaiting: _awaiting,
    retryAtMs: _retryAtMs,
    inboxPosition: _inboxPosition,
    waitingFor: _waitingFor,
    ...kept
  } = row;
  if (!releasesSlots) return { ...kept, status };
  releaseSlots(transaction, row, row.slots);
  const { slots: _slots, ...unlimited } = kept;
  return { ...unlimited, status };
}

function hasWaited({ awaiting, retryAtMs, inboxPosition, waitingFor }: InvocationRow): boolean {
  return (
    awaiting !== undefined ||
    retryAtMs !== undefined ||
    inboxPosition !== undefined ||
    waitingFor !== undefined
  );
}
