import { serverFailures, type NotificationResult } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import type { Transaction } from '../transaction.js';

/** Answers a handler that asks for a result without waiting: void while there is none (service-protocol 5.12). */
export function getOutput(transaction: Transaction, command: CommandOf<'get-output'>): void {
  const row = transaction.invocation(command.invocationId);
  const result: NotificationResult =
    row === undefined ? serverFailures.notFound : (row.result ?? { kind: 'void' });
  transaction.deliver(command.requester, {
    kind: 'notify',
    invocationId: command.requester,
    notification: {
      kind: 'completion',
      of: 'get-invocation-output',
      completionId: command.completionId,
      result,
    },
  });
}
