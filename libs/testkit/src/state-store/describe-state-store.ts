import { afterEach, beforeEach, describe } from '@jest/globals';
import type { StateStore } from '@perdure/ports';
import type { StoreFixture } from '../store-fixture.js';
import { describeCommits } from './commits.js';
import { describeOwnership } from './ownership.js';
import { testRandomCommits } from './random-commits.js';
import { describeScans } from './scans.js';

export interface StateStoreSuiteOptions {
  /** Random histories tried. Default 60. */
  readonly randomRuns?: number;
  /** For all the random histories together. Default 60,000. */
  readonly randomTimeoutMs?: number;
}

/** What every state store must do: the contract of the port, case by case. */
export function describeStateStore(
  name: string,
  createFixture: () => Promise<StoreFixture<StateStore>>,
  options: StateStoreSuiteOptions = {},
): void {
  const { randomRuns = 60, randomTimeoutMs = 60_000 } = options;

  describe(`${name} as a state store`, () => {
    let fixture: StoreFixture<StateStore>;
    let store: StateStore;

    beforeEach(async () => {
      fixture = await createFixture();
      store = await fixture.open();
    });

    afterEach(async () => {
      await fixture.close();
      await fixture.destroy();
    });

    const open = (): StateStore => store;
    const reopen = async (): Promise<StateStore> => {
      await fixture.close();
      store = await fixture.open();
      return store;
    };

    describeCommits(open, reopen);
    describeOwnership(open, reopen);
    describeScans(open);
    testRandomCommits(open, reopen, randomRuns, randomTimeoutMs);
  });
}
