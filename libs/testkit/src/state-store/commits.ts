import { describe, expect, it } from '@jest/globals';
import type { RowKey } from '@perdure/model';
import type { StateStore } from '@perdure/ports';
import {
  bytes,
  dropGroup,
  otherPartition,
  partition,
  PartitionOwner,
  put,
  remove,
  stateKey,
  text,
} from './partition-owner.js';

const mebibyte = 1024 * 1024;
const anyRows = { limit: 100 };

/** What a layout of keys might put between group and member. */
const separators = [
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)),
  ...Array.from(' /:|.,;-_'),
];

export function describeCommits(open: () => StateStore, reopen: () => Promise<StateStore>): void {
  describe('a commit', () => {
    it('can be read once it resolved, by every kind of read', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      await owner.commit(put(stateKey('g', 'a'), '1'), put(stateKey('g', 'b'), '2'));
      await owner.commit(put(stateKey('g', 'a'), '3'), remove(stateKey('g', 'b')));

      const keys = [stateKey('g', 'b'), stateKey('g', 'a'), stateKey('g', 'a')];
      expect(text(await store.get(partition, stateKey('g', 'a')))).toBe('3');
      expect((await store.getMany(partition, keys)).map(text)).toEqual([undefined, '3', '3']);
      expect(await store.scan(partition, 'state', 'g', anyRows)).toEqual([
        { member: 'a', value: bytes('3') },
      ]);
      if (store.getSync !== undefined) {
        expect(text(store.getSync(partition, stateKey('g', 'a')))).toBe('3');
        expect(store.getSync(partition, stateKey('g', 'b'))).toBeUndefined();
      }
    });

    it('survives a restart, position and rows', async () => {
      const owner = await PartitionOwner.acquire(open());
      await owner.commit(put(stateKey('g', 'a'), '1'));
      await owner.commit(put(stateKey('g', 'a'), '2'));

      const store = await reopen();
      expect(text(await store.get(partition, stateKey('g', 'a')))).toBe('2');
      expect(await store.acquire(partition)).toEqual({
        epoch: owner.epoch + 1,
        sequence: 2,
        appliedOffset: 20,
      });
    });

    it('may carry nothing but a position, also none', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      await store.commit({ ...owner.next(), appliedOffset: undefined });
      expect(await store.acquire(partition)).toMatchObject({ sequence: 1, appliedOffset: undefined });
    });

    it('applies its mutations in order', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      await owner.commit(
        put(stateKey('g', 'put twice'), '1'),
        put(stateKey('g', 'put twice'), '2'),
        put(stateKey('g', 'put, deleted'), '1'),
        remove(stateKey('g', 'put, deleted')),
        remove(stateKey('g', 'deleted, put')),
        put(stateKey('g', 'deleted, put'), '1'),
        remove(stateKey('g', 'never there')),
      );
      expect(await members(store, 'g')).toEqual(['deleted, put', 'put twice']);
      expect(text(await store.get(partition, stateKey('g', 'put twice')))).toBe('2');
    });

    it('takes effect in the order issued, while earlier ones are under way', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      const commits = Array.from({ length: 50 }, (_, index) =>
        owner.commit(put(stateKey('g', 'last'), String(index)), put(stateKey('g', String(index)), 'x')),
      );
      await Promise.all(commits);
      expect(text(await store.get(partition, stateKey('g', 'last')))).toBe('49');
      expect(await members(store, 'g')).toHaveLength(51);
      expect(await store.acquire(partition)).toMatchObject({ sequence: 50, appliedOffset: 500 });
    });

    it('keeps values of any size, and copies none of another', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      const large = Buffer.alloc(mebibyte, 'large ');
      await store.commit(
        owner.next(put(stateKey('g', 'empty'), ''), {
          kind: 'put',
          key: stateKey('g', 'large'),
          value: large,
        }),
      );
      expect((await store.get(partition, stateKey('g', 'empty')))?.length).toBe(0);
      expect(large.equals((await store.get(partition, stateKey('g', 'large'))) ?? bytes(''))).toBe(true);
    });

    it('keeps partitions, tables, groups and members apart', async () => {
      const store = open();
      const keys: RowKey[] = [
        { table: 'state', group: 'ab', member: 'c' },
        { table: 'state', group: 'a', member: 'bc' },
        { table: 'state', group: 'abc', member: '' },
        { table: 'state', group: '', member: 'abc' },
        { table: 'promise', group: 'ab', member: 'c' },
        ...separators.flatMap((separator) => [
          stateKey('a', `${separator}b`),
          stateKey(`a${separator}`, 'b'),
        ]),
      ];
      const owners = await Promise.all(
        [partition, otherPartition].map((of) => PartitionOwner.acquire(store, of)),
      );
      for (const owner of owners) {
        await owner.commit(...keys.map((key, index) => put(key, `${owner.partition} ${index}`)));
      }
      for (const owner of owners) {
        const values = await store.getMany(owner.partition, keys);
        expect(values.map(text)).toEqual(keys.map((_, index) => `${owner.partition} ${index}`));
      }
      await owners[0]?.commit(...keys.map(remove));
      expect((await store.getMany(otherPartition, keys)).map(text)).not.toContain(undefined);
    });
  });

  describe('dropping a group', () => {
    it('removes what was stored, in that table and group alone', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      const other = await PartitionOwner.acquire(store, otherPartition);
      const kept: RowKey[] = [
        { table: 'promise', group: 'g', member: 'a' },
        { table: 'lock', group: 'g', member: 'a' },
        stateKey('g2', 'a'),
        stateKey('', 'g'),
      ];
      await owner.commit(...['', 'a', '🦊'].map((member) => put(stateKey('g', member), 'x')));
      await owner.commit(...kept.map((key) => put(key, 'kept')));
      await other.commit(put(stateKey('g', 'a'), 'kept'));
      await owner.commit(dropGroup('state', 'g'), dropGroup('state', 'never there'));

      expect(await members(store, 'g')).toEqual([]);
      expect((await store.getMany(partition, kept)).map(text)).toEqual(kept.map(() => 'kept'));
      expect(text(await store.get(otherPartition, stateKey('g', 'a')))).toBe('kept');
    });

    it('happens in order with puts of the same commit', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      await owner.commit(put(stateKey('g', 'stored'), '1'));
      await owner.commit(
        put(stateKey('g', 'before'), '1'),
        dropGroup('state', 'g'),
        put(stateKey('g', 'between'), '1'),
        put(stateKey('g', 'stored'), '2'),
        dropGroup('state', 'g'),
        put(stateKey('g', 'after'), '1'),
      );
      expect(await members(store, 'g')).toEqual(['after']);
    });

    it('happens in order with commits that are still under way', async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      await Promise.all([
        owner.commit(put(stateKey('g', 'a'), '1')),
        owner.commit(put(stateKey('g', 'b'), '1')),
        owner.commit(dropGroup('state', 'g')),
        owner.commit(put(stateKey('g', 'c'), '1')),
        owner.commit(dropGroup('state', 'other'), put(stateKey('g', 'd'), '1')),
      ]);
      expect(await members(store, 'g')).toEqual(['c', 'd']);
    });
  });
}

async function members(store: StateStore, group: string): Promise<string[]> {
  return (await store.scan(partition, 'state', group, anyRows)).map(({ member }) => member);
}
