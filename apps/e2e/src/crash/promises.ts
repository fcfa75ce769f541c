import { expect, it } from '@jest/globals';

import { eventually } from '../harness/eventually.js';
import { findEarlyStarts, findForeignTokens, findOverlaps, findRepeatedSteps } from './audit.js';
import { tokenIn } from './load.js';
import type { Run } from './run.js';

const OPERATIONS_MIN = 100;

/** Defines the tests that judge a run when it is over: whatever died meanwhile, this holds. */
export function itKeepsAllPromises(over: () => Run): void {
  it('answers every caller, with success', () => {
    const { load } = over();
    expect(load.unanswered).toEqual([]);
    expect(load.operations.filter(({ status }) => status !== 200)).toEqual([]);
    expect(load.operations.length).toBeGreaterThan(OPERATIONS_MIN);
  });

  it('completes everything that was started, and applies every change exactly once', async () => {
    const { ingress, load } = over();
    const sums = async () =>
      Promise.all(
        [...load.expectedSums.keys()].map(async (account) => [
          account,
          (await ingress.call(`E2eCrashAccount/${account}/sum`)).json,
        ]),
      );

    // What transfers send off, they do not wait for.
    await eventually(
      async () => {
        expect(await sums()).toEqual([...load.expectedSums]);
        return true;
      },
      { timeoutMs: 30_000 },
    );
  });

  it('gives the one answer to whoever asks again', async () => {
    const changed: unknown[] = [];
    for (const operation of over().load.operations) {
      const { id, status, text } = await operation.askAgain();
      if (id !== operation.invocation || status !== operation.status || text !== operation.body) {
        changed.push({ operation, now: { id, status, text } });
      }
    }

    expect(changed).toEqual([]);
  });

  it('executes no step again whose result was acknowledged', () => {
    const { load, history } = over();
    const answers = load.operations
      .filter(({ status }) => status === 200)
      .map(({ invocation, body }) => ({ invocation: invocation ?? 'none', token: tokenIn(body) }));

    expect(findRepeatedSteps(history.read())).toEqual([]);
    expect(findForeignTokens(history.read(), answers)).toEqual([]);
  });

  it('never lets two invocations into one key', () => {
    expect(findOverlaps(over().history.read())).toEqual([]);
  });

  it('starts nothing before its time', () => {
    expect(findEarlyStarts(over().history.read())).toEqual([]);
  });
}
