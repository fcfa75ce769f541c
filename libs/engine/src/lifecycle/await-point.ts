import {
  completionMember,
  namedSignalMember,
  signalMember,
  type AwaitPoint,
  type InvocationRow,
  type NotificationRow,
} from '@perdure/model';
import { isAwakeable } from '../journal/signal-index.js';
import type { Transaction } from '../transaction.js';

/** How a node of an await point stands; `indeterminate` is complete in a way only the SDK can tell. */
type Outcome = 'pending' | 'succeeded' | 'failed' | 'indeterminate';

/**
 * Whether a suspended (or suspending) handler has something to go on with (service-protocol 4.6).
 *
 * Only a notification the last attempt did not replay can wake it: the SDK knew the others when it chose to wait. That
 * rule keeps a wrong guess of ours about an await point from waking a handler over and over. When in doubt we wake:
 * a spurious attempt suspends again, a missed one hangs.
 */
export function isResolved(transaction: Transaction, row: InvocationRow, awaiting: AwaitPoint): boolean {
  const find = (member: string): NotificationRow | undefined =>
    transaction.get('notification', row.id, member);
  const isNew = (member: string): boolean => (find(member)?.journalIndex ?? -1) >= row.attemptJournalLength;
  return someLeaf(awaiting, isNew) && outcomeOf(awaiting, find) !== 'pending';
}

/** True when the member names a leaf of the await point. */
export function waitsFor(awaiting: AwaitPoint, member: string): boolean {
  return someLeaf(awaiting, (leaf) => leaf === member);
}

function someLeaf(node: AwaitPoint, matches: (member: string) => boolean): boolean {
  return (
    node.completions.some((id) => matches(completionMember(id))) ||
    node.signals.some((index) => matches(signalMember(index))) ||
    node.namedSignals.some((name) => matches(namedSignalMember(name))) ||
    node.nested.some((child) => someLeaf(child, matches))
  );
}

function outcomeOf(node: AwaitPoint, find: (member: string) => NotificationRow | undefined): Outcome {
  const leaf = (member: string): Outcome => {
    const row = find(member);
    return row === undefined ? 'pending' : row.isFailure ? 'failed' : 'succeeded';
  };
  // Of a signal that may come again, only the SDK knows which one it waits for.
  const signalLeaf = (member: string): Outcome => (find(member) === undefined ? 'pending' : 'indeterminate');
  const children = [
    ...node.completions.map((id) => leaf(completionMember(id))),
    ...node.signals.map((index) => (isAwakeable(index) ? leaf : signalLeaf)(signalMember(index))),
    ...node.namedSignals.map((name) => signalLeaf(namedSignalMember(name))),
    ...node.nested.map((child) => outcomeOf(child, find)),
  ];
  const completed = children.filter((child) => child !== 'pending');
  const isAllCompleted = completed.length === children.length;
  const [first = 'pending'] = completed;
  switch (node.combinator) {
    case 'unknown':
      return first === 'pending' ? 'pending' : 'indeterminate';
    case 'first-completed':
      // Which one came first counts, and that is the SDK's to tell when they do not agree.
      return completed.every((child) => child === first) ? first : 'indeterminate';
    case 'all-completed':
      return isAllCompleted ? 'succeeded' : 'pending';
    case 'first-succeeded-or-all-failed':
      if (children.includes('succeeded')) return 'succeeded';
      if (children.includes('indeterminate')) return 'indeterminate';
      return isAllCompleted ? 'failed' : 'pending';
    case 'all-succeeded-or-first-failed':
      if (children.includes('failed')) return 'failed';
      if (children.includes('indeterminate')) return 'indeterminate';
      return isAllCompleted ? 'succeeded' : 'pending';
  }
}
