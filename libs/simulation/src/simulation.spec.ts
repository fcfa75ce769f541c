import { describeFailure } from './describe-failure.js';
import { faultChoices, type FaultChoice } from './kernel/faults.js';
import { plantedBugs, type PlantedBugName } from './planted/bugs.js';
import { runWorld, type PlantedBug } from './world.js';

/** Longer than the slowest machine takes for all of them. */
const testMsMax = 120_000;

/** A taste of each kind, and most of what has everything: seconds in all. `npm run sim` is for the night. */
const seedsOf = (faults: FaultChoice): number => (faults === 'all' ? 20 : faults === 'tail' ? 6 : 3);

describe('a simulated world', () => {
  it.each(faultChoices)(
    'keeps every promise under faults: %s',
    async (faults) => {
      const failures: string[] = [];
      for (let seed = 1; seed <= seedsOf(faults); seed++) {
        const run = await runWorld({ seed, faults });
        if (run.violation !== undefined) failures.push(describeFailure(run, faults));
      }
      expect(failures.join('\n')).toBe('');
    },
    testMsMax,
  );

  it('is the same world whenever it runs, and another one under another seed', async () => {
    const first = await runWorld({ seed: 7, faults: 'all' });
    const again = await runWorld({ seed: 7, faults: 'all' });
    const other = await runWorld({ seed: 8, faults: 'all' });

    expect(again).toEqual(first);
    expect(first.traceLength).toBeGreaterThan(100);
    expect(other.traceHash).not.toBe(first.traceHash);
  });
});

describe('a planted bug', () => {
  const foundBy: Record<PlantedBugName, string> = {
    'effect-before-commit': 'OneLiveAttempt',
    'fence-ignored': 'OneLiveAttempt',
    'outbox-not-deduplicated': 'OutboxExactlyOnce',
    'limits-ignored': 'LimitsKept',
  };
  const seedsMax = 30;

  it.each(Object.keys(plantedBugs) as PlantedBugName[])(
    'is found: %s',
    async (name) => {
      const bug: PlantedBug = plantedBugs[name];
      let found: string | undefined;
      for (let seed = 1; found !== foundBy[name] && seed <= seedsMax; seed++)
        found = (await runWorld({ seed, faults: 'all', bug })).violation?.checker;
      expect(found).toBe(foundBy[name]);
    },
    testMsMax,
  );
});
