import { ingressErrors } from '../errors.js';

const lengthMax = 36;
const limitKeyComponentsMax = 2;
const allowed = /^[a-zA-Z0-9_.-]*$/;

/** A scope is 1 to 36 characters of `[a-zA-Z0-9_.-]` (ingress-api 7). */
export function checkScope(scope: string): void {
  const problem = problemOf(scope);
  if (problem !== undefined) throw ingressErrors.badScope(problem);
}

/**
 * A limit key is one or two components, each in the format of a scope, joined by `/`. An empty one stands for none
 * and an empty second component for none too.
 */
export function parseLimitKey(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const components = text.split('/');
  if (components.length > 1 && components.at(-1) === '') components.pop();
  if (components.length > limitKeyComponentsMax) {
    throw ingressErrors.badLimitKey(`has more than ${limitKeyComponentsMax} components`);
  }
  for (const component of components) {
    const problem = problemOf(component);
    if (problem !== undefined) throw ingressErrors.badLimitKey(problem);
  }
  return components.join('/');
}

function problemOf(text: string): string | undefined {
  if (text === '') return 'must not be empty';
  if (!allowed.test(text)) return 'may hold only characters of [a-zA-Z0-9_.-]';
  if (text.length > lengthMax) return `has ${text.length} characters, at most ${lengthMax} are possible`;
  return undefined;
}
