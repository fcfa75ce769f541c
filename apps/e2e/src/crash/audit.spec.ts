import { findEarlyStarts, findForeignTokens, findOverlaps, findRepeatedSteps } from './audit.js';
import type { HistoryEvent } from './history.js';

const step = (invocation: string, number: number, token = 'token'): HistoryEvent => ({
  kind: 'step',
  invocation,
  step: number,
  token,
});
const inside = (key: string, invocation: string): HistoryEvent => ({ kind: 'inside', key, invocation });
const started = (atMs: number, dueMs: number): HistoryEvent => ({
  kind: 'started',
  invocation: 'a',
  atMs,
  dueMs,
});

describe('the audit', () => {
  it('allows a step again while its result may be lost, and not once the next one ran', () => {
    expect(findRepeatedSteps([step('a', 0), step('a', 0), step('b', 1), step('a', 1), step('a', 1)])).toEqual(
      [],
    );
    expect(findRepeatedSteps([step('a', 0), step('a', 1), step('a', 0)])).toEqual([
      'a executed step 0 after step 1',
    ]);
  });

  it('sees two invocations inside one key', () => {
    expect(findOverlaps([inside('k', 'a'), inside('k', 'a'), inside('l', 'b'), inside('k', 'b')])).toEqual(
      [],
    );
    expect(findOverlaps([inside('k', 'a'), inside('k', 'b'), inside('k', 'a')])).toEqual([
      'a was inside k again, after b',
    ]);
  });

  it('sees a start before its time', () => {
    expect(findEarlyStarts([started(10, 10), started(11, 10)])).toEqual([]);
    expect(findEarlyStarts([started(7, 10)])).toEqual(['a started 3 ms before it was due']);
  });

  it('sees an answer that is not from the journal', () => {
    const history = [step('a', 0, 'lost'), step('a', 0, 'kept'), step('a', 1, 'other')];

    expect(findForeignTokens(history, [{ invocation: 'a', token: 'kept' }])).toEqual([]);
    expect(findForeignTokens(history, [{ invocation: 'a', token: 'lost' }])).toHaveLength(1);
    expect(findForeignTokens(history, [{ invocation: 'b', token: 'kept' }])).toHaveLength(1);
  });
});
