import { RuleBook, type LimitRule } from '@perdure/model';
import type { LimitRulesReader } from '@perdure/ports';
import type { SimProcess } from '../kernel/sim-process.js';
import type { Random } from '../kernel/random.js';

/** Scopes and limit keys that requests may name. */
export const scopes = ['tenant0', 'tenant1'] as const;
export const limitKeys = ['gold', 'gold/x', 'silver'] as const;

const counters = ['tenant0', 'tenant0/gold', 'tenant0/gold/x', 'tenant1/silver', 'tenant1/gold'] as const;

/** The rules of flow control, and how nodes follow them: each a little later. */
export class SimLimits {
  private readonly limits = new Map<string, number | undefined>();
  /** The most that a counter was ever allowed; undefined: as many as there are. */
  private readonly maxima = new Map<string, number | undefined>();
  private readonly followers = new Set<() => void>();

  constructor(private readonly random: Random) {
    for (const counter of counters) {
      const limit = random.chance(0.5) ? random.between(1, 2) : undefined;
      this.limits.set(counter, limit);
      this.maxima.set(counter, limit);
    }
  }

  limitMax(counter: string): number | undefined {
    return this.maxima.get(counter);
  }

  /** Raises, lowers, lifts or introduces a limit. */
  change(): void {
    const { random } = this;
    const counter = random.pick(counters);
    const limit = random.chance(0.7) ? random.between(1, 3) : undefined;
    const before = this.maxima.get(counter);
    this.limits.set(counter, limit);
    this.maxima.set(
      counter,
      limit === undefined || before === undefined ? undefined : Math.max(before, limit),
    );
    for (const follow of this.followers) follow();
  }

  /** The rules as one process sees them. */
  connect(process: SimProcess): LimitRulesReader {
    let book = this.book();
    const watchers = new Set<() => void>();
    this.followers.add(() => {
      process.after(this.random.between(100, 200_000), () => {
        book = this.book();
        for (const onChange of [...watchers]) onChange();
      });
    });
    return {
      get book() {
        return book;
      },
      watchBook: (onChange) => {
        watchers.add(onChange);
        return () => watchers.delete(onChange);
      },
    };
  }

  private book(): RuleBook {
    const rules = [...this.limits].flatMap(([pattern, concurrency]): LimitRule[] =>
      concurrency === undefined
        ? []
        : [{ pattern, concurrency, isDisabled: false, version: 1, lastModifiedMs: 0 }],
    );
    return new RuleBook(rules);
  }
}
