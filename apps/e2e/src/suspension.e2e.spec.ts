import { eventually, unique, useWorld } from './harness/index.js';
import { sleeper, waiter } from './services/suspending.js';
import { awakeableOf, witness } from './services/witness.js';

const WAIT_MS = 500;

describe('a handler that waits longer than its inactivity timeout', () => {
  const world = useWorld({ services: [sleeper, waiter] });

  /** It came back in another attempt, found its journal, and ran nothing twice. */
  function expectResumed(label: string, result: unknown): void {
    const { before, after } = result as { before: number; after: number };
    expect(after).toBe(before);
    expect(witness.count(label, 'attempt')).toBeGreaterThanOrEqual(2);
    expect(witness.count(label, 'before')).toBe(1);
    expect(witness.count(label, 'after')).toBe(1);
  }

  it('sleeps without an attempt, and goes on when it is time', async () => {
    const label = unique('sleep');
    const startedMs = Date.now();

    const answer = await world.ingress.call('E2eSleeper/sleep', { label, ms: WAIT_MS });

    expectResumed(label, answer.json);
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(WAIT_MS);
  });

  it('goes on when its callee answers, which slept itself', async () => {
    const label = unique('callee');

    const answer = await world.ingress.call('E2eWaiter/callee', { label, ms: WAIT_MS });

    expectResumed(label, answer.json);
    expect(witness.count(`${label}/callee`, 'before')).toBe(1);
  });

  it('goes on when its awakeable is completed', async () => {
    const label = unique('awakeable');
    const waiting = world.ingress.call('E2eWaiter/completion', label);
    const id = await eventually(() => awakeableOf(label));
    // Longer than the inactivity timeout: a sleeping invocation is the clock.
    await world.ingress.call('E2eSleeper/sleep', { label: `${label}/clock`, ms: WAIT_MS });

    await world.ingress.resolveAwakeable(id, 'done');

    expectResumed(label, (await waiting).json);
    expect(witness.of(label).filter((event) => event.startsWith('awakeable'))).toHaveLength(1);
  });

  it('suspends in any number at once', async () => {
    const labels = Array.from({ length: 50 }, (_, index) => unique(`crowd-${index}`));

    const answers = await Promise.all(
      labels.map((label) => world.ingress.call('E2eSleeper/sleep', { label, ms: WAIT_MS })),
    );

    for (const [index, label] of labels.entries()) expectResumed(label, answers[index]!.json);
  });
});
