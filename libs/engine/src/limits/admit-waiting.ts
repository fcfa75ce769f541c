import type { Transaction } from '../transaction.js';
import { startInTurn } from './start-when-allowed.js';
import { counterRow } from './waiting-line.js';

/** So many are let through in one transition; a limit that was lifted may let a million. */
const admittedMax = 64;

/** Gives the free slots of a counter to those who wait for them, in their order; all of them if it has no limit left. */
export function admitWaiting(transaction: Transaction, counter: string): void {
  for (let admitted = 0; ; admitted++) {
    const { slotsTaken, resuming, starting } = counterRow(transaction, counter);
    const next = (resuming ?? starting)?.first;
    const limit = transaction.rules.limitOf(counter);
    if (next === undefined) return;
    if (limit !== undefined && (limit.isHeld === true || slotsTaken >= limit.concurrency)) return;
    if (admitted === admittedMax) return transaction.effect({ kind: 'admit-more', counter });
    startInTurn(transaction, transaction.requireInvocation(next), counter);
  }
}
