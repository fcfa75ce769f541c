import { lastEntryStamp, type InvocationId, type InvocationRow, type JournalCommand } from '@perdure/model';
import type { Transaction } from '../transaction.js';

/** Waits for the result of another invocation (service-protocol 5.11). */
export function attachInvocation(
  transaction: Transaction,
  row: InvocationRow,
  { completionId }: Extract<JournalCommand, { kind: 'attach-invocation' }>,
  invocationId: InvocationId,
): void {
  transaction.deliver(invocationId, {
    kind: 'attach',
    invocationId,
    listener: {
      kind: 'invocation',
      invocationId: row.id,
      completionId,
      of: 'attach-invocation',
      askedBy: lastEntryStamp(row),
    },
  });
}

/** Asks for the result of another invocation without waiting (service-protocol 5.12). */
export function getInvocationOutput(
  transaction: Transaction,
  row: InvocationRow,
  { completionId }: Extract<JournalCommand, { kind: 'get-invocation-output' }>,
  invocationId: InvocationId,
): void {
  transaction.deliver(invocationId, {
    kind: 'get-output',
    invocationId,
    requester: row.id,
    completionId,
    askedBy: lastEntryStamp(row),
  });
}
