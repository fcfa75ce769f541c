import { PerdureError, type Epoch } from '@perdure/model';
import { PartitionKeys } from './keys.js';
import { PartitionClient } from './partition-client.js';
import { commitOf, partition } from './testing/commits.js';

const epoch = 1 as Epoch;
const lost = new PerdureError('STORE_UNAVAILABLE', 'The connection was lost.', { retryable: true });

/** A Redis that answers as `commit.lua` does, and on whose way the first request gets held up. */
function clientWithDelayedFirst(settleFirst: Promise<void>): PartitionClient {
  let stored = 0;
  let isFirst = true;
  const reply = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));
  return new PartitionClient(partition, new PartitionKeys('test', partition), {
    acquire: async () => reply('acquired', String(epoch), '', ''),
    commit: async (_keys, values) => {
      if (isFirst) {
        isFirst = false;
        await settleFirst;
      }
      const sequence = Number(values[1]);
      if (sequence !== stored + 1) return reply('diverged', String(stored));
      stored = sequence;
      return reply('stored');
    },
  });
}

describe('commits that overtook one that was held up', () => {
  it('are stored behind it', async () => {
    let arrive = (): void => undefined;
    const client = clientWithDelayedFirst(new Promise((resolve) => (arrive = resolve)));
    await client.acquire(0);
    const commits = [1, 2, 3].map((sequence) => client.commit(commitOf(epoch, sequence)));
    await new Promise(setImmediate);
    arrive();
    expect(await Promise.allSettled(commits)).toMatchObject(Array(3).fill({ status: 'fulfilled' }));
  });

  it('fail as it does, and are not taken for a divergence', async () => {
    const client = clientWithDelayedFirst(new Promise((_, reject) => setImmediate(() => reject(lost))));
    await client.acquire(0);
    const commits = [1, 2, 3].map((sequence) => client.commit(commitOf(epoch, sequence)));
    expect(await Promise.allSettled(commits)).toEqual(Array(3).fill({ status: 'rejected', reason: lost }));
  });
});
