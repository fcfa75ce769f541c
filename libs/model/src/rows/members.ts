import type { InvocationId } from '../ids/invocation-id.js';
import type { TimerRow } from './rows.js';

/** Members sort as text, so numbers are written with a fixed width: 14 hexadecimal digits hold any safe integer. */
const numberDigits = 14;

/** A non-negative safe integer as text that sorts like the number. */
export function indexMember(index: number): string {
  return index.toString(16).padStart(numberDigits, '0');
}

export function parseIndexMember(member: string): number {
  return Number.parseInt(member, 16);
}

export function completionMember(completionId: number): string {
  return `c${String(completionId)}`;
}

export function signalMember(signalIndex: number): string {
  return `s${String(signalIndex)}`;
}

export function namedSignalMember(name: string): string {
  return `n${name}`;
}

/** Timers sort by due time, then by invocation, so that a scan from the start yields what is due. */
export function timerMember(timer: TimerRow): string {
  return `${indexMember(timer.dueAtMs)}/${timer.invocationId}/${timer.kind}/${String(timer.completionId)}`;
}

/** A member that sorts after every timer due at `nowMs` or before. */
export function timersDueUntil(nowMs: number): string {
  return indexMember(nowMs + 1);
}

export function timerDueAtMs(member: string): number {
  return Number.parseInt(member.slice(0, numberDigits), 16);
}

/** The only member of a group that has one row. */
export const single = '';

export function invocationKey(id: InvocationId): { table: 'invocation'; group: string; member: string } {
  return { table: 'invocation', group: id, member: single };
}
