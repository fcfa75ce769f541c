import type { RowChange } from '@perdure/engine';
import type { PartitionId, RowKey } from '@perdure/model';
import type { Mutation, StateReader } from '@perdure/ports';
import fc from 'fast-check';
import { CommitGroup } from './commit-group.js';
import { PartitionRows } from './partition-rows.js';

const partition = 0 as PartitionId;
const cachedRowsMax = 2;

/** Rows of `received` stay at hand once they are stored, rows of `state` do not. */
const keys = (['received', 'state'] as const).flatMap((table) =>
  ['m', 'n'].map((member) => ({ table, group: 'g', member })),
);

type Step = { readonly kind: 'commit' | 'durable' } | { readonly kind: 'change'; readonly change: RowChange };

const key = fc.constantFrom(...keys);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(key, fc.nat(100)).map(([at, value]) => changing(put(at, value))) },
  { weight: 2, arbitrary: key.map((at) => changing({ kind: 'delete', ...at })) },
  {
    weight: 1,
    arbitrary: key.map(({ table, group }) => changing({ kind: 'drop-group', table, group })),
  },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ kind: 'commit' }, { kind: 'durable' }) },
);

describe('the rows of a partition', () => {
  it('are as they were changed last, stored or not, and are stored so', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World();
        for (const next of steps) {
          world.take(next);
          expect(world.seen()).toEqual(world.expected());
        }
        while (world.isPending) world.take({ kind: 'durable' });
        expect(world.stored()).toEqual(world.expected());
      }),
      { numRuns: 1000 },
    );
  });
});

/** One commit is on its way at a time, as with a processor; what changes meanwhile makes up the next. */
class World {
  private readonly model = new Map<string, number>();
  private readonly store = new Map<string, Uint8Array>();
  private readonly rows: PartitionRows;
  private open = new CommitGroup(1);
  private underWay: { readonly number: number; readonly mutations: readonly Mutation[] } | undefined;

  constructor() {
    const reader: Pick<StateReader, 'getSync'> = { getSync: (_partition, at) => this.store.get(textOf(at)) };
    this.rows = new PartitionRows(partition, reader as StateReader, cachedRowsMax);
  }

  get isPending(): boolean {
    return this.underWay !== undefined || this.open.changes.length > 0;
  }

  take(next: Step): void {
    if (next.kind === 'change') {
      this.rows.apply(next.change, this.open);
      changeModel(this.model, next.change);
      return;
    }
    if (next.kind === 'durable') this.finish();
    if (this.underWay !== undefined || this.open.changes.length === 0) return;
    this.underWay = { number: this.open.number, mutations: this.open.mutations() };
    this.open = new CommitGroup(this.open.number + 1);
  }

  seen(): Array<number | undefined> {
    return keys.map(({ table, group, member }) => {
      const row = this.rows.get(table, group, member);
      return typeof row === 'object' ? row[0] : row;
    });
  }

  expected(): Array<number | undefined> {
    return keys.map((at) => this.model.get(textOf(at)));
  }

  /** As an owner sees it that comes later. */
  stored(): Array<number | undefined> {
    const reader: Pick<StateReader, 'getSync'> = { getSync: (_partition, at) => this.store.get(textOf(at)) };
    const later = new PartitionRows(partition, reader as StateReader, cachedRowsMax);
    return keys.map(({ table, group, member }) => {
      const row = later.get(table, group, member);
      return typeof row === 'object' ? row[0] : row;
    });
  }

  private finish(): void {
    if (this.underWay === undefined) return;
    for (const mutation of this.underWay.mutations) {
      if (mutation.kind === 'put') this.store.set(textOf(mutation.key), mutation.value);
      else if (mutation.kind === 'delete') this.store.delete(textOf(mutation.key));
      else dropFrom(this.store, mutation);
    }
    this.rows.committed(this.underWay.number);
    this.underWay = undefined;
  }
}

function changing(change: RowChange): Step {
  return { kind: 'change', change };
}

function put({ table, group, member }: (typeof keys)[number], value: number): RowChange {
  return table === 'state'
    ? { kind: 'put', table, group, member, row: Uint8Array.of(value) }
    : { kind: 'put', table, group, member, row: value };
}

function changeModel(model: Map<string, number>, change: RowChange): void {
  if (change.kind === 'drop-group') dropFrom(model, change);
  else if (change.kind === 'delete') model.delete(textOf(change));
  else model.set(textOf(change), change.table === 'state' ? Number(change.row[0]) : Number(change.row));
}

function dropFrom(rows: Map<string, unknown>, { table, group }: { table: string; group: string }): void {
  for (const at of rows.keys()) if (at.startsWith(`${table}/${group}/`)) rows.delete(at);
}

function textOf({ table, group, member }: RowKey): string {
  return [table, group, member].join('/');
}
