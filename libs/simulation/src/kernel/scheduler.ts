interface Task {
  readonly dueAtUs: number;
  /** Tells tasks apart that are due together: first scheduled, first run. */
  readonly order: number;
  run: (() => void) | undefined;
}

const startMs = 1_700_000_000_000;

/**
 * The one queue of everything that will happen, and the only time there is. Time is kept in µs, so that what happens
 * within one millisecond still has an order drawn by chance.
 */
export class Scheduler {
  private readonly heap: Task[] = [];
  private timeUs = 0;
  private nextOrder = 0;

  get nowMs(): number {
    return startMs + Math.floor(this.timeUs / 1000);
  }

  /** Since the start of the world, an integer: what is to keep an order must not be rounded. */
  get elapsedUs(): number {
    return this.timeUs;
  }

  /** Since the start of the world, for people to read. */
  get elapsedMs(): number {
    return this.timeUs / 1000;
  }

  /** Returns the function that cancels it. */
  after(delayUs: number, run: () => void): () => void {
    const task: Task = { dueAtUs: this.timeUs + Math.max(0, delayUs), order: this.nextOrder++, run };
    this.heap.push(task);
    this.siftUp(this.heap.length - 1);
    return () => {
      task.run = undefined;
    };
  }

  /**
   * Runs the next task, then everything that follows from it without time passing: promises are settled before the
   * task after it. False when nothing is left to do.
   */
  async step(): Promise<boolean> {
    for (let task = this.pop(); task !== undefined; task = this.pop()) {
      if (task.run === undefined) continue;
      this.timeUs = task.dueAtUs;
      task.run();
      // A turn of the real event loop is the only thing that outlasts every chain of microtasks.
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    }
    return false;
  }

  private pop(): Task | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    this.heap[0] = last;
    this.siftDown();
    return first;
  }

  private siftUp(from: number): void {
    for (let child = from; child > 0;) {
      const parent = (child - 1) >> 1;
      if (this.isInOrder(parent, child)) return;
      this.swap(parent, child);
      child = parent;
    }
  }

  private siftDown(): void {
    for (let parent = 0; ;) {
      const left = 2 * parent + 1;
      const smaller = left + 1 < this.heap.length && this.isInOrder(left + 1, left) ? left + 1 : left;
      if (smaller >= this.heap.length || this.isInOrder(parent, smaller)) return;
      this.swap(parent, smaller);
      parent = smaller;
    }
  }

  private isInOrder(first: number, second: number): boolean {
    const one = this.at(first);
    const other = this.at(second);
    return one.dueAtUs < other.dueAtUs || (one.dueAtUs === other.dueAtUs && one.order < other.order);
  }

  private swap(left: number, right: number): void {
    const task = this.at(left);
    this.heap[left] = this.at(right);
    this.heap[right] = task;
  }

  private at(index: number): Task {
    const task = this.heap[index];
    if (task === undefined) throw new RangeError(`no task at ${index}`);
    return task;
  }
}
