/** What the handlers of this process did, outside of any journal: it tells attempts and executions from results. */
class Memory {
  private readonly counts = new Map<string, number>();
  private readonly noted = new Map<string, string[]>();

  /** Answers the new count. */
  add(name: string, amount: number): number {
    const count = this.count(name) + amount;
    this.counts.set(name, count);
    return count;
  }

  count(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** Everything noted under the name so far, this text included. */
  note(name: string, text: string): readonly string[] {
    const notes = [...(this.noted.get(name) ?? []), text];
    this.noted.set(name, notes);
    return notes;
  }

  /** Counts, and fails that often; then it answers the count. */
  failUntil(name: string, times: number): number {
    const count = this.add(name, 1);
    if (count <= times) throw new Error(`not yet: ${name}`);
    return count;
  }
}

export const memory = new Memory();
