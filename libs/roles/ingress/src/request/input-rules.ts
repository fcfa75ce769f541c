import type { InputSchema } from '@perdure/model';

import { ingressErrors } from '../errors.js';

/**
 * Checks content type and presence of a body against what the handler declared (ingress-api 4). Bodies are opaque:
 * whether one is well-formed, or fits a schema, is for the handler to find out.
 */
export function checkInput(input: InputSchema, contentType: string | undefined, bodyLength: number): void {
  const expected = input.contentType;
  const isEmpty = bodyLength === 0;
  if (expected === undefined) {
    if (!isEmpty || contentType !== undefined) throw ingressErrors.unexpectedBody();
    return;
  }
  if (isEmpty && contentType === undefined && !input.isRequired) return;
  if (contentType === undefined) throw ingressErrors.missingContentType(expected);
  if (contentType !== expected && !matches(contentType, expected)) {
    throw ingressErrors.wrongContentType(contentType, expected);
  }
  if (isEmpty && input.jsonSchema !== undefined) throw ingressErrors.missingBody();
}

/** Case-sensitive; parameters are ignored; only the expectation may hold wildcards. */
function matches(contentType: string, expected: string): boolean {
  if (expected === '*/*') return true;
  const mediaType = withoutParameters(contentType);
  const expectedType = withoutParameters(expected);
  return expectedType.endsWith('/*')
    ? mediaType.startsWith(expectedType.slice(0, -1))
    : mediaType === expectedType;
}

function withoutParameters(contentType: string): string {
  const parametersAt = contentType.indexOf(';');
  return (parametersAt < 0 ? contentType : contentType.slice(0, parametersAt)).trim();
}
