import {
  isPerdureError,
  parseDeploymentId,
  parseInvocationId,
  type DeploymentId,
  type InvocationId,
} from '@perdure/model';

import { AnswerError } from './answer.js';

/** A query string with every parameter given, repeated ones as a list. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The `{deployment}` of a path. */
export function decodeDeploymentId(text: string): DeploymentId {
  return parsing(parseDeploymentId, text, (problem) =>
    AnswerError.text(400, `Invalid URL: Cannot parse \`deployment\` with value \`${text}\`: ${problem}`),
  );
}

/** The `{id}` of an invocation's path. */
export function decodeInvocationId(text: string): InvocationId {
  return parsing(parseInvocationId, text, (problem) =>
    AnswerError.json(400, `The request field 'invocation_id' is invalid. Reason: ${problem}`),
  );
}

/** `?deployment=` with the id of one. */
export function decodeDeploymentParameter(text: string): DeploymentId {
  return parsing(parseDeploymentId, text, (problem) =>
    AnswerError.json(400, `The query parameter 'deployment' is invalid. Reason: ${problem}`),
  );
}

/** A parameter that is `true` or `false`; false when it is not given. */
export function decodeFlag(query: Query, name: string): boolean {
  const value = single(query, name);
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw malformedQuery(`${name}: provided string was not \`true\` or \`false\``);
}

/** A parameter that is an index, 32 bits; undefined when it is not given. */
export function decodeIndex(query: Query, name: string): number | undefined {
  const text = single(query, name);
  if (text === undefined) return undefined;
  if (text === '') throw malformedQuery(`${name}: cannot parse integer from empty string`);
  if (!/^\d+$/.test(text)) throw malformedQuery(`${name}: invalid digit found in string`);
  const index = Number(text);
  if (index > 0xffff_ffff) throw malformedQuery(`${name}: number too large to fit in target type`);
  return index;
}

/** `?limit=`: how many of a list are wanted. */
export function decodeLimit(
  query: Query,
  { standard, max }: { readonly standard: number; readonly max: number },
): number {
  const limit = decodeIndex(query, 'limit') ?? standard;
  if (limit < 1 || limit > max) throw malformedQuery(`limit: expected a number from 1 to ${max}`);
  return limit;
}

/** A parameter with a closed set of values, or `standard` when it is not given. */
export function decodeChoice<T extends string>(
  query: Query,
  name: string,
  choices: readonly T[],
  standard: T,
): T {
  const value = single(query, name);
  if (value === undefined) return standard;
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  const expected = choices.map((each) => `\`${each}\``).join(', ');
  throw malformedQuery(`${name}: unknown variant \`${value}\`, expected one of ${expected}`);
}

export function single(query: Query, name: string): string | undefined {
  const value = query[name];
  if (typeof value === 'string' || value === undefined) return value;
  throw malformedQuery(`duplicate field \`${name}\``);
}

export function malformedQuery(problem: string): AnswerError {
  return AnswerError.text(400, `Failed to deserialize query string: ${problem}`);
}

function parsing<T>(parse: (text: string) => T, text: string, answer: (problem: string) => AnswerError): T {
  try {
    return parse(text);
  } catch (error) {
    if (isPerdureError(error, 'ID_MALFORMED')) throw answer(error.message);
    throw error;
  }
}
