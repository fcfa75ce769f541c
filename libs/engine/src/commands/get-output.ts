import { serverFailures, type NotificationResult } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import type { Transaction } from '../transaction.js';

/** Answers a handler that asks for a result without waiting: void while there is none (service-protocol 5.12). */
export function getOutput(transaction: Transaction, command: CommandOf<'get-output'>): void {
  const row = transaction.invocation(command.invocationId);
  const result: NotificationResult =
    row === undefined ? serverFailures.notFound : (row.result ?? { kind: 'void' });
  const { requester, completionId, askedBy } = command;
  transaction.deliver(requester, {
    kind: 'notify',
    invocationId: requester,
    notification: { kind: 'completion', of: 'get-invocation-output', completionId, result },
    ...(askedBy !== undefined && { askedBy }),
  });
}
