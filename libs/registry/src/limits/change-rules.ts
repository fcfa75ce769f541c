import type { LimitRule } from '@perdure/model';

import { adminError } from '../admin-errors.js';
import type { RuleList } from './rule-list.js';

/** Every node holds all rules, and replaces them as a whole. */
export const rulesMax = 10_000;

/** What must be true of the rule that is there, or the whole batch fails. */
export type RulePrecondition =
  | { readonly kind: 'none' }
  | { readonly kind: 'does-not-exist' }
  | { readonly kind: 'matches'; readonly version: number };

/** Replaces the rule of its pattern as a whole. */
export type RuleUpsert = Pick<LimitRule, 'pattern' | 'concurrency' | 'description' | 'isDisabled'> & {
  readonly precondition: RulePrecondition;
};

export interface RuleRemoval {
  readonly pattern: string;
  /** Undefined: whatever is there, if anything. */
  readonly expectedVersion?: number;
}

/**
 * Writes rules, all or none, in their order (admin-api 7). `rules` are those of the batch as they are afterwards.
 * Throws `METADATA_CONFLICT` for a precondition that fails, `LIMIT_RULES_TOO_MANY` beyond the bound.
 */
export function upsertRules(
  snapshot: RuleList,
  upserts: readonly RuleUpsert[],
  nowMs: number,
): { readonly snapshot: RuleList; readonly rules: readonly LimitRule[] } {
  const rules = new Map(snapshot.rules.map((rule) => [rule.pattern, rule]));
  const version = snapshot.version + 1;
  let isChanged = false;
  for (const upsert of upserts) {
    const { pattern } = upsert;
    const existing = rules.get(pattern);
    requirePrecondition(pattern, upsert.precondition, existing);
    if (existing !== undefined && isSame(existing, upsert)) continue;
    rules.set(pattern, ruleOf(upsert, existing, version, nowMs));
    isChanged = true;
  }
  if (rules.size > rulesMax)
    throw adminError('LIMIT_RULES_TOO_MANY', 422, `at most ${rulesMax} rules are possible`);
  const written = upserts.flatMap(({ pattern }) => rules.get(pattern) ?? []);
  return { snapshot: isChanged ? { version, rules: [...rules.values()] } : snapshot, rules: written };
}

/** Removes rules, all or none. `patterns` are those that were there. Throws `METADATA_CONFLICT`. */
export function removeRules(
  snapshot: RuleList,
  removals: readonly RuleRemoval[],
): { readonly snapshot: RuleList; readonly patterns: readonly string[] } {
  const rules = new Map(snapshot.rules.map((rule) => [rule.pattern, rule]));
  const patterns: string[] = [];
  for (const { pattern, expectedVersion } of removals) {
    if (expectedVersion !== undefined)
      requirePrecondition(pattern, { kind: 'matches', version: expectedVersion }, rules.get(pattern));
    if (rules.delete(pattern)) patterns.push(pattern);
  }
  if (patterns.length === 0) return { snapshot, patterns };
  return { snapshot: { version: snapshot.version + 1, rules: [...rules.values()] }, patterns };
}

function requirePrecondition(
  pattern: string,
  precondition: RulePrecondition,
  existing: LimitRule | undefined,
): void {
  if (precondition.kind === 'none') return;
  const isAbsenceAsked = precondition.kind === 'does-not-exist';
  if (isAbsenceAsked ? existing === undefined : existing?.version === precondition.version) return;
  const asked = isAbsenceAsked ? 'DoesNotExist' : `Matches(v${precondition.version})`;
  const actual = existing === undefined ? 'None' : `Some(v${existing.version})`;
  throw adminError(
    'METADATA_CONFLICT',
    409,
    `rule precondition ${asked} for pattern ${pattern} failed (actual version: ${actual})`,
  );
}

/** A description is for people: it makes no other version of the rule. */
function ruleOf(
  { pattern, concurrency, description, isDisabled }: RuleUpsert,
  existing: LimitRule | undefined,
  listVersion: number,
  nowMs: number,
): LimitRule {
  const content = {
    pattern,
    isDisabled,
    ...(concurrency !== undefined && { concurrency }),
    ...(description !== undefined && { description }),
  };
  if (existing === undefined) return { ...content, version: listVersion, lastModifiedMs: nowMs };
  if (existing.concurrency === concurrency && existing.isDisabled === isDisabled)
    return { ...content, version: existing.version, lastModifiedMs: existing.lastModifiedMs };
  return { ...content, version: existing.version + 1, lastModifiedMs: nowMs };
}

function isSame(existing: LimitRule, { concurrency, description, isDisabled }: RuleUpsert): boolean {
  return (
    existing.concurrency === concurrency &&
    existing.description === description &&
    existing.isDisabled === isDisabled
  );
}
