import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ScanOptions, StateStore } from '@perdure/ports';
import { compareUtf8, partition, PartitionOwner, put, stateKey } from './partition-owner.js';

/** '\uffff' comes before '🦊' in UTF-8 and after it in UTF-16, which is how JavaScript compares. */
const members = ['', '\0', '\0\0', '/', 'a', 'a\0', 'a/b', 'aa', 'b', 'é', '\uffff', '🦊', '🦊🦊'];

export function describeScans(open: () => StateStore): void {
  describe('a scan', () => {
    let scan: (options: ScanOptions) => Promise<string[]>;

    beforeEach(async () => {
      const store = open();
      const owner = await PartitionOwner.acquire(store);
      const shuffled = [...members.slice(5), ...members.slice(0, 5).reverse()];
      await owner.commit(
        ...shuffled.map((member) => put(stateKey('g', member), `value of ${member}`)),
        put(stateKey('', 'g'), 'x'),
        put(stateKey('g\0', 'a'), 'x'),
        put(stateKey('ga', 'b'), 'x'),
        put({ table: 'promise', group: 'g', member: 'a' }, 'x'),
        put({ table: 'journal', group: 'g', member: 'z' }, 'x'),
      );
      scan = async (options) =>
        (await store.scan(partition, 'state', 'g', options)).map(({ member }) => member);
    });

    it('yields the group, and nothing else, in order of UTF-8 bytes, with its values', async () => {
      expect([...members].sort(compareUtf8)).toEqual(members);
      expect(await scan({ limit: 1000 })).toEqual(members);

      const rows = await open().scan(partition, 'state', 'g', { limit: 1000 });
      expect(rows.map(({ value }) => Buffer.from(value).toString())).toEqual(
        members.map((member) => `value of ${member}`),
      );
    });

    it('yields nothing for a group without rows', async () => {
      expect(await open().scan(partition, 'state', 'nobody', { limit: 1 })).toEqual([]);
      expect(await open().scan(partition, 'lock', 'g', { limit: 1 })).toEqual([]);
    });

    it('takes the rows of the group without a name', async () => {
      expect(await open().scan(partition, 'state', '', { limit: 10 })).toHaveLength(1);
    });

    it('stops at the limit', async () => {
      expect(await scan({ limit: 1 })).toEqual(['']);
      expect(await scan({ limit: 4 })).toEqual(members.slice(0, 4));
      expect(await scan({ limit: members.length })).toEqual(members);
    });

    it('leaves out both bounds, and what lies outside', async () => {
      for (const [low, after] of members.entries()) {
        expect(await scan({ after, limit: 1000 })).toEqual(members.slice(low + 1));
        expect(await scan({ before: after, limit: 1000 })).toEqual(members.slice(0, low));
        expect(await scan({ after, before: '🦊', limit: 2 })).toEqual(members.slice(low + 1, 11).slice(0, 2));
      }
    });

    it('takes bounds that are no members, and bounds that exclude everything', async () => {
      expect(await scan({ after: 'a/', before: 'c', limit: 1000 })).toEqual(['a/b', 'aa', 'b']);
      expect(await scan({ after: 'b', before: 'a', limit: 1000 })).toEqual([]);
      expect(await scan({ after: 'a', before: 'a', limit: 1000 })).toEqual([]);
      expect(await scan({ before: '', limit: 1000 })).toEqual([]);
    });

    it('goes from the end when asked to, within the same bounds', async () => {
      const reversed = [...members].reverse();
      expect(await scan({ limit: 1000, isDescending: true })).toEqual(reversed);
      expect(await scan({ limit: 3, isDescending: true })).toEqual(reversed.slice(0, 3));
      for (const [high, before] of members.entries()) {
        expect(await scan({ before, limit: 1000, isDescending: true })).toEqual(
          reversed.slice(members.length - high),
        );
        expect(await scan({ after: before, limit: 2, isDescending: true })).toEqual(
          reversed.slice(0, members.length - high - 1).slice(0, 2),
        );
      }
      expect(await scan({ after: 'b', before: 'a', limit: 1000, isDescending: true })).toEqual([]);
    });

    it('can be continued before the last member of the page before', async () => {
      const found: string[] = [];
      for (let page = await scan({ limit: 3, isDescending: true }); page.length > 0;) {
        found.push(...page);
        page = await scan({ before: page.at(-1) ?? '', limit: 3, isDescending: true });
      }
      expect(found).toEqual([...members].reverse());
    });

    it('can be continued after the last member of the page before', async () => {
      const found: string[] = [];
      for (let page = await scan({ limit: 3 }); page.length > 0;) {
        found.push(...page);
        page = await scan({ after: page.at(-1) ?? '', limit: 3 });
      }
      expect(found).toEqual(members);
    });
  });
}
