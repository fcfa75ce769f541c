import { wildcard, type LimitRule } from './limit-rule.js';

/** What binds one counter, and by which rule. */
export interface ConcurrencyLimit {
  readonly pattern: string;
  readonly concurrency: number;
  /** Nobody starts under it yet: not all that run are counted. */
  readonly isHeld?: true;
}

/** All rules that are in force, as the engine asks them. Immutable; a change of the rules makes another book. */
export class RuleBook {
  static readonly empty = new RuleBook([]);

  /** By pattern; undefined for rules that lift a limit. */
  private readonly limits = new Map<string, ConcurrencyLimit | undefined>();
  /** First components of the patterns that limit. */
  private readonly scopes = new Set<string>();

  constructor(rules: readonly LimitRule[]) {
    for (const { pattern, concurrency, isDisabled } of rules) {
      if (isDisabled) continue;
      this.limits.set(pattern, concurrency === undefined ? undefined : { pattern, concurrency });
      if (concurrency !== undefined) this.scopes.add(pattern.split('/', 1)[0] ?? '');
    }
  }

  /** False: nothing in the scope is limited. The cheap question, for everything that starts. */
  limitsIn(scope: string): boolean {
    return this.scopes.size > 0 && (this.scopes.has(scope) || this.scopes.has(wildcard));
  }

  /**
   * The limit of a counter (see `limitCounter`) by its most specific rule: exact goes before `*`, first of all in the
   * scope. Undefined: there is none, or that rule lifts it.
   */
  limitOf(counter: string): ConcurrencyLimit | undefined {
    for (const pattern of patternsOf(counter)) if (this.limits.has(pattern)) return this.limits.get(pattern);
    return undefined;
  }

  /** The same rules, but nobody starts under a limit that was not there, or held, in `earlier`. */
  heldAgainst(earlier: RuleBook): RuleBook {
    return new HeldRuleBook(this, earlier);
  }

  /** Whether something is limited here that was not in `earlier`: what runs there already was not counted. */
  limitsMoreThan(earlier: RuleBook): boolean {
    for (const [pattern, limit] of this.limits)
      if (limit !== undefined && earlier.limits.get(pattern) === undefined) return true;
    // A rule that lifted a limit, and is gone, leaves what a less specific one says.
    for (const [pattern, limit] of earlier.limits)
      if (limit === undefined && !this.limits.has(pattern)) return true;
    return false;
  }
}

/** Rules some of whose limits are so new that not all that run under them are counted. */
class HeldRuleBook extends RuleBook {
  constructor(
    private readonly rules: RuleBook,
    private readonly earlier: RuleBook,
  ) {
    super([]);
  }

  override limitsIn(scope: string): boolean {
    return this.rules.limitsIn(scope);
  }

  override limitOf(counter: string): ConcurrencyLimit | undefined {
    const limit = this.rules.limitOf(counter);
    if (limit === undefined) return undefined;
    const known = this.earlier.limitOf(counter);
    return known === undefined || known.isHeld === true ? { ...limit, isHeld: true } : limit;
  }
}

/** Every pattern that matches the counter, the most specific first. */
function patternsOf(counter: string): string[] {
  return counter
    .split('/')
    .map((component) => [component, wildcard])
    .reduce((prefixes, choices) =>
      prefixes.flatMap((prefix) => choices.map((choice) => `${prefix}/${choice}`)),
    );
}
