import { PerdureError, type InvocationRow } from '@perdure/model';
import type { Transition } from './transition.js';

/**
 * What must be true of every row the engine writes; cheap enough to stay on in production. A violation is our mistake:
 * the partition stops rather than store it.
 */
export function checkInvariants({ changes }: Transition): void {
  for (const change of changes)
    if (change.kind === 'put' && change.table === 'invocation') {
      const broken = brokenRule(change.row);
      if (broken !== undefined)
        throw new PerdureError('INVARIANT_VIOLATED', `invocation ${change.row.id}: ${broken}`, {
          details: { invocationId: change.row.id, status: change.row.status },
        });
    }
}

function brokenRule(row: InvocationRow): string | undefined {
  if (row.commandCount > row.journalLength) return 'more commands than journal entries';
  if (row.attemptJournalLength > row.journalLength && row.status !== 'completed')
    return 'replayed more than the journal holds';
  if ((row.status === 'completed') !== (row.result !== undefined))
    return 'a result without completion, or the reverse';
  if (row.status === 'suspended' && row.awaiting === undefined) return 'suspended on nothing';
  if (row.status === 'backing-off' && row.retryAtMs === undefined) return 'backing off without end';
  if ((row.status === 'waiting') !== (row.waitingFor !== undefined))
    return 'waits for no limit, or for one without waiting';
  if (row.slots !== undefined && row.status !== 'invoked' && row.status !== 'waiting')
    return 'counted by a limit without running';
  if (row.status === 'completed' && row.listeners.length > 0) return 'completed with listeners left';
  return undefined;
}
