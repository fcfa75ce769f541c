/**
 * What handlers did, recorded from inside: each attempt runs a handler from its beginning, so what it records outside
 * of `ctx.run` counts attempts, and what it records inside counts executions of that step.
 */
class Witness {
  private readonly events = new Map<string, string[]>();

  saw(label: string, event: string): void {
    const events = this.events.get(label) ?? [];
    events.push(event);
    this.events.set(label, events);
  }

  /** Everything recorded under the label, in order. */
  of(label: string): readonly string[] {
    return this.events.get(label) ?? [];
  }

  count(label: string, event: string): number {
    return this.of(label).filter((each) => each === event).length;
  }
}

export const witness = new Witness();

/** The awakeable a handler recorded as `awakeable <id>`. */
export function awakeableOf(label: string): string | undefined {
  return witness
    .of(label)
    .find((event) => event.startsWith('awakeable '))
    ?.slice('awakeable '.length);
}
