import {
  limitCounter,
  limitLevels,
  type ConcurrencyLimit,
  type Frame,
  type InvocationRow,
  type LimitLevel,
} from '@perdure/model';
import { startAttempt } from '../lifecycle/start-attempt.js';
import { changeStatus } from '../lifecycle/status-change.js';
import type { Transaction } from '../transaction.js';
import { laneNameOf, releaseSlots } from './leave-limits.js';
import { counterRow, enterLane, saveCounter } from './waiting-line.js';

/**
 * Slots are taken from the most specific level to the broadest, and kept while the next one is waited for. Nobody who
 * has a broad slot ever waits for a narrower one, so nobody waits in a circle; a limit key with a million waiting
 * invocations has no more of them in the line of its scope than its own limit lets through.
 */
const takingOrder = limitLevels.toReversed();

/** Starts an attempt as soon as the limits of its scope allow it: now, or when its turn comes. */
export function startWhenAllowed(transaction: Transaction, row: InvocationRow, input?: Frame): InvocationRow {
  const { scope } = row.target;
  if (scope === undefined || !transaction.rules.limitsIn(scope)) return startAttempt(transaction, row, input);
  return takeSlots(transaction, row, scope, { input });
}

/** As {@link startWhenAllowed}, for the first in a line whose counter has a free slot. */
export function startInTurn(transaction: Transaction, row: InvocationRow, counter: string): InvocationRow {
  const { scope = '' } = row.target;
  return takeSlots(transaction, row, scope, { turnAt: counter });
}

/**
 * Counts an attempt that runs already, under limits that did not exist when it started, even above them.
 * Returns the row, not saved.
 */
export function countRunning(transaction: Transaction, row: InvocationRow): InvocationRow {
  const { scope } = row.target;
  if (scope === undefined || !transaction.rules.limitsIn(scope)) return row;
  const slots = [...(row.slots ?? [])];
  for (const { level, counter } of limitsOf(transaction, row, scope)) {
    takeSlot(transaction, counter);
    slots.push(level);
  }
  return slots.length === (row.slots ?? []).length ? row : { ...row, slots };
}

function takeSlots(
  transaction: Transaction,
  row: InvocationRow,
  scope: string,
  { input, turnAt }: { readonly input?: Frame | undefined; readonly turnAt?: string },
): InvocationRow {
  const slots = [...(row.slots ?? [])];
  for (const { level, counter, limit } of limitsOf(transaction, row, scope)) {
    if (!isFree(transaction, row, counter, limit, counter === turnAt))
      return wait(transaction, { ...row, slots }, level, counter, limit);
    takeSlot(transaction, counter);
    slots.push(level);
  }
  return startAttempt(transaction, slots.length === 0 ? row : { ...row, slots }, input);
}

interface OpenLimit {
  readonly level: LimitLevel;
  readonly counter: string;
  readonly limit: ConcurrencyLimit;
}

/** The limits an invocation is under and not counted by, in the order in which slots are taken. */
function limitsOf(transaction: Transaction, row: InvocationRow, scope: string): OpenLimit[] {
  const open: OpenLimit[] = [];
  for (const level of takingOrder) {
    const counter = limitCounter(scope, row.limitKey, level);
    if (counter === undefined || row.slots?.includes(level) === true) continue;
    const limit = transaction.rules.limitOf(counter);
    if (limit !== undefined) open.push({ level, counter, limit });
  }
  return open;
}

/** Nobody overtakes those who wait already, except that what has started before goes ahead of what has not. */
function isFree(
  transaction: Transaction,
  row: InvocationRow,
  counter: string,
  { concurrency, isHeld }: ConcurrencyLimit,
  isItsTurn: boolean,
): boolean {
  const { slotsTaken, resuming, starting } = counterRow(transaction, counter);
  if (isHeld === true || slotsTaken >= concurrency) return false;
  if (isItsTurn) return true;
  return resuming === undefined && (starting === undefined || laneNameOf(row) === 'resuming');
}

function takeSlot(transaction: Transaction, counter: string): void {
  const row = counterRow(transaction, counter);
  saveCounter(transaction, counter, { ...row, slotsTaken: row.slotsTaken + 1 });
}

/** Broader slots, which it has only if the rules changed since, are given back: see {@link takingOrder}. */
function wait(
  transaction: Transaction,
  row: InvocationRow,
  level: LimitLevel,
  counter: string,
  { pattern, concurrency }: ConcurrencyLimit,
): InvocationRow {
  const isBroader = (other: LimitLevel): boolean => limitLevels.indexOf(other) < limitLevels.indexOf(level);
  const { slots, ...waiting } = changeStatus(transaction, row, 'waiting');
  const kept = slots?.filter((held) => !isBroader(held)) ?? [];
  enterLane(transaction, counter, laneNameOf(row), row.id);
  const saved = transaction.save({
    ...waiting,
    ...(kept.length > 0 && { slots: kept }),
    waitingFor: { level, pattern, concurrency },
  });
  releaseSlots(transaction, row, slots?.filter(isBroader) ?? []);
  return saved;
}
