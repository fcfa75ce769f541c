/**
 * What a limit counts over: a whole scope, or one limit key in it by its first component, or by both. Each level is
 * limited on its own (admin-api 7).
 */
export type LimitLevel = 'scope' | 'level1' | 'level2';

/** From the broadest to the most specific. */
export const limitLevels: readonly LimitLevel[] = ['scope', 'level1', 'level2'];

/**
 * The counter of an invocation at one level: `scope`, `scope/l1` or `scope/l1/l2`. Undefined when it has none there,
 * for its limit key is shorter.
 */
export function limitCounter(
  scope: string,
  limitKey: string | undefined,
  level: LimitLevel,
): string | undefined {
  if (level === 'scope') return scope;
  if (limitKey === undefined) return undefined;
  const separator = limitKey.indexOf('/');
  if (level === 'level2') return separator < 0 ? undefined : `${scope}/${limitKey}`;
  return `${scope}/${separator < 0 ? limitKey : limitKey.slice(0, separator)}`;
}
