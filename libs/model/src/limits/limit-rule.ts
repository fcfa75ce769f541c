import { scopeProblem } from './scope.js';

/** A rule of flow control: how many attempts may run at once in what its pattern names (admin-api 7). */
export interface LimitRule {
  /** `scope`, `scope/l1` or `scope/l1/l2`; each component is exact, or `*` for any. Each match is limited on its own. */
  readonly pattern: string;
  /** At least 1; undefined: no limit, also where a less specific rule has one. */
  readonly concurrency?: number;
  readonly description?: string;
  /** As if there were no such rule. */
  readonly isDisabled: boolean;
  /** Grows with every change that matters at run time. */
  readonly version: number;
  /** Unix ms of that change. */
  readonly lastModifiedMs: number;
}

export const wildcard = '*';

const componentsMax = 3;

/** Reads a pattern; an empty last component does not count. The problem is in the words of the API. */
export function parseLimitPattern(
  text: string,
): { readonly pattern: string; readonly problem?: undefined } | { readonly problem: string } {
  if (text === '') return { problem: 'pattern cannot be empty' };
  const components = text.split('/');
  if (components.length > 1 && components.at(-1) === '') components.pop();
  if (components.length > componentsMax)
    return { problem: `too many path components (max ${String(componentsMax)})` };
  for (const component of components) {
    const problem = component === wildcard ? undefined : scopeProblem(component);
    if (problem !== undefined) return { problem: `invalid component: ${problem}` };
  }
  return { pattern: components.join('/') };
}
