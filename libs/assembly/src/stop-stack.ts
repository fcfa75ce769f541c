/** Undoes what was started, last first, so that nothing is used after it was closed. */
export class StopStack {
  private readonly steps: Array<() => Promise<void>> = [];

  add(stop: () => Promise<void>): void {
    this.steps.push(stop);
  }

  /** Goes on after a step that fails, and rejects with the first failure at the end. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.steps.splice(0).reverse()) {
      try {
        await stop();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
