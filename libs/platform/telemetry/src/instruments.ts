import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Counts what happened. */
export interface Count {
  inc(by?: number): void;
}

/** How much of something there is right now. */
export interface Level {
  set(value: number): void;
  inc(by?: number): void;
  dec(by?: number): void;
}

/** How values are spread: durations in seconds, sizes as they are. */
export interface Distribution {
  observe(value: number): void;
}

interface Naming {
  /** Without the prefix, with the unit at the end; counters end in `_total`. */
  readonly name: string;
  readonly help: string;
}

const prefix = 'perdure_';

/**
 * Makes the instruments of one registry. Labels are closed lists, and each value's child is looked up once, here:
 * counting on a hot path is one addition, and an id can never become a label.
 */
export class InstrumentFactory {
  constructor(private readonly registry: Registry) {}

  counter({ name, help }: Naming): Count {
    return new Counter({ name: prefix + name, help, registers: [this.registry] });
  }

  /** One counter for each value of a label: `requests.completed.inc()`. */
  counterBy<const Value extends string>(
    { name, help }: Naming,
    label: string,
    values: readonly Value[],
  ): Readonly<Record<Value, Count>> {
    const counter = new Counter({
      name: prefix + name,
      help,
      labelNames: [label],
      registers: [this.registry],
    });
    const children = values.map((value): [Value, Count] => {
      const child = counter.labels(value);
      // Exposed from the start: a rate cannot see the step from absent to one.
      child.inc(0);
      return [value, child];
    });
    // Sound: there is an entry for each of the values.
    return Object.fromEntries(children) as Record<Value, Count>;
  }

  gauge({ name, help }: Naming): Level {
    return new Gauge({ name: prefix + name, help, registers: [this.registry] });
  }

  histogram({ name, help }: Naming, buckets: readonly number[]): Distribution {
    return new Histogram({ name: prefix + name, help, buckets: [...buckets], registers: [this.registry] });
  }
}
