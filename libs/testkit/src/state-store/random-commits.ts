import { expect, it } from '@jest/globals';
import type { PartitionId, RowKey, Table } from '@perdure/model';
import type { Mutation, StateStore } from '@perdure/ports';
import fc from 'fast-check';
import { compareUtf8, PartitionOwner } from './partition-owner.js';

// Few names, so that runs collide; and names that begin alike or hold what a layout might use as a separator.
const tables: Table[] = ['journal', 'notification', 'state'];
const groups = ['', 'a', 'a\0', 'a/b', 'ab', '🦊'];
const members = ['', '\0', 'a', 'a/b', 'b', '\uffff', '🦊'];

const key: fc.Arbitrary<RowKey> = fc.record({
  table: fc.constantFrom(...tables),
  group: fc.constantFrom(...groups),
  member: fc.constantFrom(...members),
});

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('put' as const), key, value: fc.uint8Array({ maxLength: 8 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('drop-group' as const),
      table: fc.constantFrom(...tables),
      group: fc.constantFrom(...groups),
    }),
  },
);

type Step =
  /** Commits issued together, without waiting for one another. */
  | { readonly kind: 'commits'; readonly commits: readonly Mutation[][] }
  | { readonly kind: 'restart' }
  | { readonly kind: 'change-owner' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commits' as const),
      commits: fc.array(fc.array(mutation, { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change-owner' as const) }) },
);

/** What a store should hold: the simplest thing that could be right. */
class Model {
  private readonly rows = new Map<string, { readonly key: RowKey; readonly value: Uint8Array }>();

  apply(mutation: Mutation): void {
    switch (mutation.kind) {
      case 'put':
        this.rows.set(nameOf(mutation.key), mutation);
        return;
      case 'delete':
        this.rows.delete(nameOf(mutation.key));
        return;
      case 'drop-group':
        for (const { key } of this.group(mutation.table, mutation.group)) this.rows.delete(nameOf(key));
        return;
    }
  }

  group(table: Table, group: string): Array<{ readonly key: RowKey; readonly value: Uint8Array }> {
    return [...this.rows.values()]
      .filter(({ key }) => key.table === table && key.group === group)
      .sort((left, right) => compareUtf8(left.key.member, right.key.member));
  }
}

export function testRandomCommits(
  open: () => StateStore,
  reopen: () => Promise<StateStore>,
  runs: number,
  timeoutMs: number,
): void {
  it(
    'holds what a plain map would hold, after any commits, restarts and changes of owner',
    async () => {
      let nextPartition = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          // A partition of its own is as good as a store of its own, and quicker.
          const partition = nextPartition++ as PartitionId;
          const model = new Model();
          let owner = await PartitionOwner.acquire(open(), partition);
          for (const next of steps) {
            if (next.kind === 'restart') await reopen();
            if (next.kind !== 'commits') {
              owner = await PartitionOwner.acquire(open(), partition);
              continue;
            }
            await Promise.all(next.commits.map((mutations) => owner.commit(...mutations)));
            for (const mutations of next.commits) for (const one of mutations) model.apply(one);
          }
          await expectSameRows(open(), partition, model);
        }),
        { numRuns: runs },
      );
    },
    timeoutMs,
  );
}

async function expectSameRows(store: StateStore, partition: PartitionId, model: Model): Promise<void> {
  for (const table of tables) {
    for (const group of groups) {
      const expected = model.group(table, group).map(({ key, value }) => [key.member, Buffer.from(value)]);
      const found = await store.scan(partition, table, group, { limit: 1000 });
      expect(found.map(({ member, value }) => [member, Buffer.from(value)])).toEqual(expected);
    }
  }
}

function nameOf({ table, group, member }: RowKey): string {
  return JSON.stringify([table, group, member]);
}
