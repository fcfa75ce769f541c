const componentBytesMax = 36;
const limitKeyComponentsMax = 2;
const allowed = /^[a-zA-Z0-9_.-]*$/;

/**
 * What is wrong with a text that should be a scope, or one component of a limit key, in the words of the API
 * (ingress-api 7); undefined when nothing is.
 */
export function scopeProblem(text: string): string | undefined {
  if (text === '') return 'value cannot be empty';
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > componentBytesMax)
    return `value too long: ${String(bytes)} bytes (max ${String(componentBytesMax)})`;
  return allowed.test(text) ? undefined : 'value contains characters outside the allowed set [a-zA-Z0-9_.-]';
}

/**
 * Reads a limit key: one or two components, each in the format of a scope, joined by `/`. An empty text is none, and an
 * empty second component is as good as no second one.
 */
export function parseLimitKey(
  text: string,
): { readonly limitKey: string | undefined; readonly problem?: undefined } | { readonly problem: string } {
  if (text === '') return { limitKey: undefined };
  const components = text.split('/');
  if (components.length > 1 && components.at(-1) === '' && components[0] !== '') components.pop();
  if (components.length > limitKeyComponentsMax)
    return {
      problem: `too many path components in the given limit-key (max ${String(limitKeyComponentsMax)})`,
    };
  for (const component of components) {
    const problem = scopeProblem(component);
    if (problem !== undefined) return { problem: `invalid limit-key component: ${problem}` };
  }
  return { limitKey: components.join('/') };
}
