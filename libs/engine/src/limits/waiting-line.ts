import {
  PerdureError,
  single,
  type InvocationId,
  type LimitLane,
  type LimitLaneName,
  type LimitRow,
  type WaitingRow,
} from '@perdure/model';
import type { Transaction } from '../transaction.js';

/*
 * Who waits for a slot of a counter: two lanes, each a doubly linked list of rows with its ends in the counter's row.
 * However long a lane is, entering it reads nothing, the first leaves it after one read, anybody else after three.
 */

/** The counter as it is; an absent row counts nobody. */
export function counterRow(transaction: Transaction, counter: string): LimitRow {
  return transaction.get('limit', single, counter) ?? { slotsTaken: 0 };
}

/** Stores the counter, or forgets it when it has nothing to tell. */
export function saveCounter(transaction: Transaction, counter: string, row: LimitRow): void {
  if (row.slotsTaken === 0 && row.resuming === undefined && row.starting === undefined)
    transaction.delete('limit', single, counter);
  else transaction.put('limit', single, counter, row);
}

/** Puts an invocation at the end of a lane. */
export function enterLane(
  transaction: Transaction,
  counter: string,
  laneName: LimitLaneName,
  id: InvocationId,
): void {
  const row = counterRow(transaction, counter);
  const lane = row[laneName];
  if (lane === undefined) {
    transaction.put('waiting', counter, id, {});
    saveCounter(transaction, counter, { ...row, [laneName]: { first: id, last: id, length: 1 } });
    return;
  }
  putLinks(transaction, counter, lane.last, lane.beforeLast, id);
  putLinks(transaction, counter, id, lane.last, undefined);
  const longer = laneOf(lane.first, id, lane.last, lane.length + 1);
  saveCounter(transaction, counter, { ...row, [laneName]: longer });
}

/** Takes an invocation out of its lane, wherever it stands. */
export function leaveLane(
  transaction: Transaction,
  counter: string,
  laneName: LimitLaneName,
  id: InvocationId,
): void {
  const { [laneName]: lane, ...others } = counterRow(transaction, counter);
  if (lane === undefined) throw new PerdureError('INVARIANT_VIOLATED', `nobody waits for ${counter}`);
  const own = linksOf(transaction, counter, id);
  transaction.delete('waiting', counter, id);
  if (lane.length === 1) return saveCounter(transaction, counter, others);

  const left = id === lane.first ? undefined : own.previous;
  const right = own.next;
  const leftLinks = left === undefined ? undefined : linksOf(transaction, counter, left);
  if (left !== undefined) {
    putLinks(transaction, counter, left, leftLinks?.previous, right);
    if (right !== undefined)
      putLinks(transaction, counter, right, left, linksOf(transaction, counter, right).next);
  }
  let { beforeLast } = lane;
  if (right === lane.last) beforeLast = left;
  else if (right === undefined) beforeLast = left === lane.first ? undefined : leftLinks?.previous;
  const shorter = laneOf(
    left === undefined ? right : lane.first,
    right === undefined ? left : lane.last,
    beforeLast,
    lane.length - 1,
  );
  saveCounter(transaction, counter, { ...others, [laneName]: shorter });
}

function laneOf(
  first: InvocationId | undefined,
  last: InvocationId | undefined,
  beforeLast: InvocationId | undefined,
  length: number,
): LimitLane {
  if (first === undefined || last === undefined)
    throw new PerdureError('INVARIANT_VIOLATED', 'a lane of waiting invocations has lost an end');
  return { first, last, ...(beforeLast !== undefined && { beforeLast }), length };
}

function linksOf(transaction: Transaction, counter: string, id: InvocationId): WaitingRow {
  const row = transaction.get('waiting', counter, id);
  if (row === undefined) throw new PerdureError('INVARIANT_VIOLATED', `${id} does not wait for ${counter}`);
  return row;
}

function putLinks(
  transaction: Transaction,
  counter: string,
  id: InvocationId,
  previous: InvocationId | undefined,
  next: InvocationId | undefined,
): void {
  transaction.put('waiting', counter, id, {
    ...(previous !== undefined && { previous }),
    ...(next !== undefined && { next }),
  });
}
