/** Holds handlers up until a test lets them through. Not durable: a handler held here keeps its attempt busy. */
class Gates {
  private readonly opened = new Set<string>();
  private readonly waiting = new Map<string, (() => void)[]>();

  /** Resolves once the gate is open; at once if it was opened before. */
  async pass(name: string): Promise<void> {
    if (this.opened.has(name)) return;
    await new Promise<void>((resolve) => {
      this.waiting.set(name, [...(this.waiting.get(name) ?? []), resolve]);
    });
  }

  /** Lets through who waits and who comes later. */
  open(name: string): void {
    this.opened.add(name);
    for (const resolve of this.waiting.get(name) ?? []) resolve();
    this.waiting.delete(name);
  }
}

export const gates = new Gates();
