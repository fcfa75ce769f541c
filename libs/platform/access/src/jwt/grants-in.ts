import type { JWTPayload } from 'jose';

import { type Grant, isGrant } from '../grant.js';

/**
 * The grants in a claim: a text with blanks between them, as in `scope` (RFC 8693 4.2), or a list. What is not ours in it
 * does not count.
 * @param claim its name; or, where there is no such claim, names with dots between them that lead to it
 */
export function grantsIn(claims: JWTPayload, claim: string): readonly Grant[] {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : valueAt(claims, claim.split('.'));
  const words: readonly unknown[] = typeof value === 'string' ? value.split(' ') : asList(value);
  return words.filter(isGrant);
}

function valueAt(claims: unknown, path: readonly string[]): unknown {
  let value = claims;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
