import fc from 'fast-check';
import { balance, type Member } from './balance.js';

const partitionCount = 12;
const partitions = Array.from({ length: partitionCount }, (_, index) => index);

/** Members with what each believes to hold: any partitions, also ones that others claim. */
const groups = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
  .chain((ids) =>
    fc.tuple(...ids.map((id) => fc.subarray(partitions).map((held): Member => ({ id, held })))),
  );

const asMembers = (assignment: ReadonlyMap<string, number[]>): Member[] =>
  [...assignment].map(([id, held]) => ({ id, held }));

describe('the balance of partitions', () => {
  it('never gives anybody what another member holds', () => {
    fc.assert(
      fc.property(groups, (members) => {
        for (const [id, assigned] of balance(partitions, members)) {
          const heldByOthersOnly = assigned.filter(
            (partition) =>
              members.some((member) => member.held.includes(partition)) &&
              !members.some((member) => member.id === id && member.held.includes(partition)),
          );
          expect(heldByOthersOnly).toEqual([]);
        }
      }),
    );
  });

  it('gives each partition to one member at most', () => {
    fc.assert(
      fc.property(groups, (members) => {
        const assigned = [...balance(partitions, members).values()].flat();
        expect(new Set(assigned).size).toBe(assigned.length);
      }),
    );
  });

  it('is even and complete once members have let go of what they were left without, and then stays', () => {
    fc.assert(
      fc.property(groups, (members) => {
        const second = balance(partitions, asMembers(balance(partitions, members)));
        const sizes = [...second.values()].map(({ length }) => length);
        expect([...second.values()].flat().sort((left, right) => left - right)).toEqual(partitions);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(new Map([...balance(partitions, asMembers(second))].sort())).toEqual(
          new Map([...second].sort()),
        );
      }),
    );
  });

  it('takes no more than it must from those who hold', () => {
    const members = [
      { id: 'a', held: [0, 1, 2, 3, 4, 5] },
      { id: 'b', held: [6, 7, 8, 9, 10, 11] },
      { id: 'new', held: [] },
    ];
    expect(balance(partitions, members)).toEqual(
      new Map([
        ['a', [0, 1, 2, 3]],
        ['b', [6, 7, 8, 9]],
        ['new', []],
      ]),
    );
  });
});
