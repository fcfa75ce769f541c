import { serverFailures } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import { answerListener, completedReply, listen } from '../lifecycle/listeners.js';
import type { Transaction } from '../transaction.js';

/** Registers a listener on an invocation, whatever its status (service-protocol 5.11, ingress-api 6.2). */
export function attach(transaction: Transaction, command: CommandOf<'attach'>): void {
  const { invocationId, listener, replyTo } = command;
  const row = transaction.invocation(invocationId);
  if (row === undefined) {
    if (listener.kind === 'invocation')
      answerListener(transaction, listener, invocationId, serverFailures.notFound);
    transaction.reply(replyTo, { kind: 'not-found' });
  } else {
    listen(transaction, row, listener);
    transaction.reply(
      replyTo,
      row.result === undefined ? { kind: 'attached' } : completedReply(row, row.result),
    );
  }
}
