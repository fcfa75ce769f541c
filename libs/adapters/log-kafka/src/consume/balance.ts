/** A member of the consumer group, and the partitions it has not let go of. */
export interface Member {
  readonly id: string;
  readonly held: readonly number[];
}

/**
 * Who gets which partitions next. A partition never moves from one member to another in one step: first its holder is
 * left without it, and once that has let go and says so, it is free and goes to whoever has too few. So nobody starts
 * on a partition that another member still works on, and whoever keeps a partition works on undisturbed.
 */
export function balance(partitions: readonly number[], members: readonly Member[]): Map<string, number[]> {
  const holders = holderOfEach(partitions, members);
  const held = new Map(members.map(({ id }) => [id, [] as number[]]));
  for (const [partition, holder] of holders) held.get(holder)?.push(partition);

  // Whoever holds most is allowed the odd ones, so that as little as possible moves. Every member computes this alike.
  const ordered = [...held].sort(
    ([leftId, left], [rightId, right]) => right.length - left.length || (leftId < rightId ? -1 : 1),
  );
  const share = Math.floor(partitions.length / members.length);
  const oddOnes = partitions.length % members.length;
  const free = partitions.filter((partition) => !holders.has(partition));
  return new Map(
    ordered.map(([id, has], index) => {
      const allowed = share + (index < oddOnes ? 1 : 0);
      const keeps = has.slice(0, allowed);
      return [id, [...keeps, ...free.splice(0, allowed - keeps.length)]];
    }),
  );
}

/** If two members believe to hold a partition, the store has fenced one of them off: any choice will do. */
function holderOfEach(partitions: readonly number[], members: readonly Member[]): Map<number, string> {
  const known = new Set(partitions);
  const holders = new Map<number, string>();
  for (const { id, held } of members)
    for (const partition of held)
      if (known.has(partition) && !holders.has(partition)) holders.set(partition, id);
  return holders;
}
