import type { StateStore } from '@perdure/ports';
import { partition, PartitionOwner, put, stateKey, text } from '../state-store/partition-owner.js';
import { MemoryStateStore } from './memory-state-store.js';

const key = stateKey('g', 'a');
const valueIn = async (store: StateStore): Promise<string | undefined> =>
  text(await store.get(partition, key));

describe('a memory state store, stepped by hand', () => {
  let store: MemoryStateStore;
  let owner: PartitionOwner;

  beforeEach(async () => {
    store = new MemoryStateStore();
    owner = await PartitionOwner.acquire(store);
  });

  it('holds commits, and lets them take effect one by one', async () => {
    store.holdCommits();
    const commits = ['1', '2', '3'].map((value) => owner.commit(put(key, value)));
    expect(await valueIn(store)).toBeUndefined();
    expect(store.heldCount).toBe(3);
    store.release(2);
    await Promise.all(commits.slice(0, 2));
    expect(await valueIn(store)).toBe('2');
    store.releaseAll();
    await commits[2];
    expect(store.applied.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('fails a commit with or without its effect, and either way takes it again', async () => {
    for (const [failure, found] of [
      ['before-applying', undefined],
      ['after-applying', 'x'],
    ] as const) {
      store = new MemoryStateStore();
      owner = await PartitionOwner.acquire(store);
      const commit = owner.next(put(key, 'x'));
      store.failNextCommit(failure);
      await expect(store.commit(commit)).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        retryable: true,
      });
      expect(await valueIn(store)).toBe(found);
      await store.commit(commit);
      expect(await valueIn(store)).toBe('x');
      expect(store.applied).toHaveLength(1);
    }
  });

  it('fences an owner, and loses its last writes', async () => {
    await owner.commit(put(key, '1'));
    const earlier = store.snapshot();
    await owner.commit(put(key, '2'));
    store.restore(earlier);
    expect(await valueIn(store)).toBe('1');
    await expect(owner.commit(put(key, '3'))).rejects.toMatchObject({ code: 'STORE_DIVERGED' });
    store.fence(partition);
    await expect(owner.commit(put(key, '3'))).rejects.toMatchObject({ code: 'STORE_FENCED' });
    expect(store.position(partition)).toMatchObject({ epoch: 2, sequence: 1 });
  });
});
