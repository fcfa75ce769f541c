import type { InvocationId, InvocationRow } from '@perdure/model';

/** What an invocation is from its first moment on. */
export type Origin = Pick<InvocationRow, 'target' | 'source' | 'retention' | 'limitKey' | 'trace'> & {
  readonly invocationId: InvocationId;
};

/** The row of an invocation to which nothing has happened yet; `scheduled` until it begins. */
export function newInvocation(
  { invocationId, target, source, retention, limitKey, trace }: Origin,
  commandCount: number,
  nowMs: number,
): InvocationRow {
  return {
    id: invocationId,
    status: 'scheduled',
    target,
    source,
    retention,
    ...(limitKey !== undefined && { limitKey }),
    ...(trace !== undefined && { trace }),
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
    journalLength: commandCount,
    commandCount,
    attempt: 0,
    attemptJournalLength: 0,
    failedAttempts: 0,
    failedAttemptsSinceLastEntry: 0,
    lastEntryAtMs: nowMs,
    listeners: [],
  };
}
