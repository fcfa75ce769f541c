import { parseLimitKey, scopeProblem } from '@perdure/model';

import { ingressErrors } from '../errors.js';

/** A scope is 1 to 36 characters of `[a-zA-Z0-9_.-]` (ingress-api 7). */
export function checkScope(scope: string): void {
  const problem = scopeProblem(scope);
  if (problem !== undefined) throw ingressErrors.badScope(problem);
}

/** The limit key of a request, in its shortest form; undefined when it has none. Only invocations in a scope have one. */
export function readLimitKey(text: string | undefined, scope: string | undefined): string | undefined {
  const parsed = parseLimitKey(text ?? '');
  if (parsed.problem !== undefined) throw ingressErrors.badLimitKey(parsed.problem);
  if (parsed.limitKey !== undefined && scope === undefined) throw ingressErrors.limitKeyWithoutScope();
  return parsed.limitKey;
}
