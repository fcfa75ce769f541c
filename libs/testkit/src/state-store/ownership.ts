import { describe, expect, it } from '@jest/globals';
import type { StateStore } from '@perdure/ports';
import {
  dropGroup,
  otherPartition,
  partition,
  PartitionOwner,
  put,
  remove,
  stateKey,
  text,
} from './partition-owner.js';

const key = stateKey('g', 'a');

export function describeOwnership(open: () => StateStore, reopen: () => Promise<StateStore>): void {
  describe('ownership', () => {
    it('starts at epoch 1, commit 0, no offset, and grows by 1, each partition for itself', async () => {
      const store = open();
      expect(await store.acquire(partition)).toEqual({ epoch: 1, sequence: 0, appliedOffset: undefined });
      expect(await store.acquire(partition)).toEqual({ epoch: 2, sequence: 0, appliedOffset: undefined });
      expect(await store.acquire(otherPartition)).toMatchObject({ epoch: 1 });
      expect(await (await reopen()).acquire(partition)).toMatchObject({ epoch: 3 });
    });

    it('starts an epoch where it is told to, but never at or below the last one', async () => {
      const store = open();
      const nowMs = 1_795_000_000_123;
      expect(await store.acquire(partition, nowMs)).toMatchObject({ epoch: nowMs });
      expect(await store.acquire(partition, nowMs)).toMatchObject({ epoch: nowMs + 1 });
      expect(await store.acquire(partition, nowMs - 5)).toMatchObject({ epoch: nowMs + 2 });
      const owner = await PartitionOwner.acquire(await reopen());
      expect(owner.epoch).toBe(nowMs + 3);
      await owner.commit(put(key, 'x'));
    });

    it('gives owners who acquire at once different epochs', async () => {
      const store = open();
      const positions = await Promise.all(Array.from({ length: 8 }, () => store.acquire(partition)));
      expect(new Set(positions.map(({ epoch }) => epoch)).size).toBe(8);
    });

    it('refuses the commit of an older epoch, and changes nothing', async () => {
      const store = open();
      const old = await PartitionOwner.acquire(store);
      await old.commit(put(key, 'old'));
      const current = await PartitionOwner.acquire(store);

      await expect(
        old.commit(put(stateKey('g', 'b'), 'old'), remove(key), dropGroup('state', 'g')),
      ).rejects.toMatchObject({ code: 'STORE_FENCED' });
      expect(text(await store.get(partition, key))).toBe('old');
      expect(await store.get(partition, stateKey('g', 'b'))).toBeUndefined();

      await current.commit(put(key, 'current'));
      expect(text(await store.get(partition, key))).toBe('current');
    });

    it('fences whom it should also when commits and acquisition cross', async () => {
      const store = open();
      const old = await PartitionOwner.acquire(store);
      const outcomes = await Promise.allSettled([
        old.commit(put(key, 'before')),
        store.acquire(partition),
        old.commit(put(key, 'after')),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
      expect(outcomes[1]).toMatchObject({ value: { epoch: 2, sequence: 1, appliedOffset: 10 } });
      expect(outcomes[2]).toMatchObject({ reason: { code: 'STORE_FENCED' } });
      expect(text(await store.get(partition, key))).toBe('before');
    });

    it('refuses an epoch that nobody was given', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      const commit = owner.next(put(key, 'x'));
      await expect(
        store.commit({ ...commit, epoch: (owner.epoch + 1) as typeof commit.epoch }),
      ).rejects.toMatchObject({ code: 'STORE_FENCED' });
      expect(await store.get(partition, key)).toBeUndefined();
    });

    it('leaves the owner of another partition alone', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      await store.acquire(otherPartition);
      await store.acquire(otherPartition);
      await owner.commit(put(key, 'x'));
      expect(text(await store.get(partition, key))).toBe('x');
    });
  });

  describe('the sequence', () => {
    it('refuses gaps and what lies further back, and changes nothing', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      const first = owner.next(put(key, 'first'));
      await store.commit(first);
      await store.commit(owner.next(put(key, 'second')));

      for (const sequence of [0, 1, 4, 5]) {
        await expect(store.commit({ ...first, sequence })).rejects.toMatchObject({ code: 'STORE_DIVERGED' });
      }
      expect(text(await store.get(partition, key))).toBe('second');
      await owner.commit(put(key, 'third'));
      expect(text(await store.get(partition, key))).toBe('third');
    });

    it('takes the last commit again, whatever it holds, without effect', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      const commit = owner.next(put(key, 'once'));
      await store.commit(commit);
      await store.commit({ ...commit, mutations: [put(key, 'twice')] });
      await store.commit({ ...commit, mutations: [dropGroup('state', 'g')] });

      expect(text(await store.get(partition, key))).toBe('once');
      await owner.commit(put(key, 'next'));
      expect(await store.acquire(partition)).toMatchObject({ sequence: 2 });
    });

    it('takes the last commit again while the first is under way, and after a restart', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      const commit = owner.next(put(key, 'once'));
      await Promise.all([store.commit(commit), store.commit(commit)]);

      const reopened = await reopen();
      await reopened.commit({ ...commit, mutations: [put(key, 'twice')] });
      expect(text(await reopened.get(partition, key))).toBe('once');
    });

    it('does not take the last commit of an earlier owner for one of the new owner', async () => {
      const store = open();
      const old = await PartitionOwner.acquire(store);
      const commit = old.next(put(key, 'old'));
      await store.commit(commit);
      const { epoch } = await store.acquire(partition);

      await expect(store.commit({ ...commit, epoch, mutations: [put(key, 'lost')] })).rejects.toMatchObject({
        code: 'STORE_DIVERGED',
      });
      await expect(store.commit(commit)).rejects.toMatchObject({ code: 'STORE_FENCED' });
    });

    it('is not advanced by a refused commit that has others behind it', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      owner.next();
      const outcomes = await Promise.allSettled([
        owner.commit(put(key, 'second')),
        owner.commit(put(key, 'third')),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(await store.acquire(partition)).toMatchObject({ sequence: 0, appliedOffset: undefined });
    });
  });

  describe('after close', () => {
    it('has finished what was issued before, and refuses what comes later', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      const issued = [owner.commit(put(key, '1')), owner.commit(put(key, '2'))];
      await Promise.all([...issued, store.close()]);

      const unavailable = { code: 'STORE_UNAVAILABLE', retryable: true };
      await expect(owner.commit(put(key, '3'))).rejects.toMatchObject(unavailable);
      await expect(store.acquire(partition)).rejects.toMatchObject(unavailable);
      await expect(store.get(partition, key)).rejects.toMatchObject(unavailable);
      expect(text(await (await reopen()).get(partition, key))).toBe('2');
    });
  });
}
