import { PerdureError } from '../errors.js';

/** Why a text is no id of the wanted kind, in the words of the ingress API (ingress-api 6.4, 8). */
export type IdProblem =
  | 'bad format'
  | 'bad length'
  | 'unrecognized codec version'
  | "id doesn't match the expected type"
  | 'base62 decode error'
  | `unrecognized resource type: ${string}`;

const resources = new Set(['inv', 'dp', 'sub', 'sign', 'prom', 'snap', 'mut', 'vq']);
const codecVersion = '1';

/** What follows `{resource}_1` in an id. Throws `ID_MALFORMED` whose message is an {@link IdProblem}. */
export function bodyOfId(text: string, resource: 'inv' | 'sign' | 'prom'): string {
  const separator = text.indexOf('_');
  if (separator < 0) throw malformedId('bad format');
  const found = text.slice(0, separator);
  if (!resources.has(found)) throw malformedId(`unrecognized resource type: ${found}`);
  const version = text.charAt(separator + 1);
  if (version === '') throw malformedId('bad length');
  if (version !== codecVersion) throw malformedId('unrecognized codec version');
  if (found !== resource) throw malformedId("id doesn't match the expected type");
  return text.slice(separator + 2);
}

export function malformedId(problem: IdProblem): PerdureError {
  return new PerdureError('ID_MALFORMED', problem);
}
