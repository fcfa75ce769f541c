import { completionMember, parseInvocationId, serverFailures, type InvocationRow } from '@perdure/model';
import type { CommandOf } from '../command-type.js';
import { complete, discard } from '../lifecycle/complete.js';
import { hasStarted } from '../lifecycle/has-started.js';
import { leaveInbox } from '../lifecycle/object-lock.js';
import type { Transaction } from '../transaction.js';

/** Ends an invocation at once, and with it the calls it waits for (service-protocol 7.8). */
export function kill(transaction: Transaction, { invocationId, replyTo }: CommandOf<'kill'>): void {
  const row = transaction.invocation(invocationId);
  if (row === undefined) return transaction.reply(replyTo, { kind: 'not-found' });
  switch (row.status) {
    case 'completed':
      return transaction.reply(replyTo, { kind: 'already-completed' });
    case 'scheduled':
    case 'inboxed':
      leaveInbox(transaction, row);
      discard(transaction, row, serverFailures.killed);
      break;
    case 'waiting':
      if (hasStarted(row)) killStarted(transaction, row, 'over');
      else discard(transaction, row, serverFailures.killed);
      break;
    case 'invoked':
      transaction.effect({ kind: 'abort-attempt', invocationId, attempt: row.attempt });
      killStarted(transaction, row, 'cut');
      break;
    case 'backing-off':
    case 'suspended':
    case 'paused':
      killStarted(transaction, row, 'over');
  }
  transaction.reply(replyTo, { kind: 'done' });
}

function killStarted(transaction: Transaction, row: InvocationRow, attempt: 'over' | 'cut'): void {
  // Read before completing: completing may drop the journal.
  const children = openCalls(transaction, row);
  complete(transaction, row, serverFailures.killed, attempt);
  for (const child of children) {
    const invocationId = parseInvocationId(child);
    transaction.deliver(invocationId, { kind: 'kill', invocationId });
  }
}

/**
 * Callees whose result has not come. One-way calls are detached by contract and survive, here as in the documentation
 * of the protocol; the reference kills them too.
 */
function openCalls(transaction: Transaction, row: InvocationRow): string[] {
  if (row.commandCount < 2) return [];
  const { codec } = transaction.context;
  const openInvocationIdCompletions = new Set<number>();
  const callees: string[] = [];
  for (const [, { frame }] of transaction.scan('journal', row.id)) {
    const command = codec.decodeCommand(frame);
    if (command?.kind === 'call') {
      const result = transaction.get('notification', row.id, completionMember(command.resultCompletionId));
      if (result === undefined) openInvocationIdCompletions.add(command.invocationIdCompletionId);
      continue;
    }
    const callee = command === undefined ? codec.decodeCalleeId(frame) : undefined;
    if (callee !== undefined && openInvocationIdCompletions.has(callee.completionId))
      callees.push(callee.invocationId);
  }
  return callees;
}
