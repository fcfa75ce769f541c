import type { HistoryEvent, InsideEvent, StartedEvent, StepEvent } from './history.js';

/** Each checker answers what is wrong, in words; an empty list is a clean history. */
export type Violations = readonly string[];

/**
 * NoStepAgain: once step n+1 of an invocation was executed, step n never is. Step n+1 starts only when the result of
 * step n was acknowledged; before that, a crash may well have lost it, and executing it again is right.
 */
export function findRepeatedSteps(history: readonly HistoryEvent[]): Violations {
  const latest = new Map<string, number>();
  const violations: string[] = [];
  for (const { invocation, step } of history.filter(isStep)) {
    const reached = latest.get(invocation) ?? 0;
    if (step < reached) violations.push(`${invocation} executed step ${step} after step ${reached}`);
    latest.set(invocation, Math.max(step, reached));
  }
  return violations;
}

/** ExclusiveKey: who was inside and has been followed by another invocation is never seen inside again. */
export function findOverlaps(history: readonly HistoryEvent[]): Violations {
  const current = new Map<string, string>();
  const gone = new Set<string>();
  const violations: string[] = [];
  for (const { key, invocation } of history.filter(isInside)) {
    const holder = current.get(key);
    if (gone.has(invocation))
      violations.push(`${invocation} was inside ${key} again, after ${holder ?? 'nobody'}`);
    if (holder !== undefined && holder !== invocation) gone.add(holder);
    current.set(key, invocation);
  }
  return violations;
}

/** TimerNotEarly. */
export function findEarlyStarts(history: readonly HistoryEvent[]): Violations {
  return history
    .filter(isStarted)
    .filter(({ atMs, dueMs }) => atMs < dueMs)
    .map(({ invocation, atMs, dueMs }) => `${invocation} started ${dueMs - atMs} ms before it was due`);
}

/**
 * AnswerFromJournal: the token in an answer is the one its first step produced last. An earlier one was never
 * acknowledged, so it must not have been remembered.
 */
export function findForeignTokens(
  history: readonly HistoryEvent[],
  answers: readonly { readonly invocation: string; readonly token: string }[],
): Violations {
  const tokens = new Map<string, string>();
  for (const { invocation, step, token } of history.filter(isStep)) {
    if (step === 0) tokens.set(invocation, token);
  }
  return answers
    .filter(({ invocation, token }) => tokens.get(invocation) !== token)
    .map(
      ({ invocation, token }) => `${invocation} answered ${token}, not ${tokens.get(invocation) ?? 'any'}`,
    );
}

const isStep = (event: HistoryEvent): event is StepEvent => event.kind === 'step';
const isInside = (event: HistoryEvent): event is InsideEvent => event.kind === 'inside';
const isStarted = (event: HistoryEvent): event is StartedEvent => event.kind === 'started';
