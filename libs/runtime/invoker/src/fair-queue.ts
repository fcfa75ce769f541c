/**
 * First in, first out within a lane, and in turns across lanes: a service with a thousand waiting attempts does not keep
 * another service's first one waiting for all of them.
 */
export class FairQueue<T> {
  /** In the order of their turns: a lane that had its turn goes to the end. */
  private readonly lanes = new Map<string, Lane<T>>();
  private size = 0;

  get length(): number {
    return this.size;
  }

  push(laneName: string, item: T): void {
    const lane = this.lanes.get(laneName);
    if (lane === undefined) this.lanes.set(laneName, { items: [item], head: 0 });
    else lane.items.push(item);
    this.size++;
  }

  take(): T | undefined {
    for (const [name, lane] of this.lanes) {
      const item = lane.items[lane.head];
      lane.head++;
      this.size--;
      this.lanes.delete(name);
      if (lane.head < lane.items.length) this.lanes.set(name, compacted(lane));
      return item;
    }
    return undefined;
  }
}

interface Lane<T> {
  items: T[];
  /** Items before it are gone. */
  head: number;
}

/** Shifting an array costs its length, so it is done only once half of it is gone. */
function compacted<T>(lane: Lane<T>): Lane<T> {
  if (lane.head < 64 || lane.head * 2 < lane.items.length) return lane;
  return { items: lane.items.slice(lane.head), head: 0 };
}
