import { type z } from 'zod';

import { derivedSetting } from './setting.js';

export type Headers = Readonly<Record<string, string>>;

const headerName = /^[a-zA-Z0-9!#$%&'*+.^_`|~-]+$/;
const headerValue = /^[\t\x20-\x7e]*$/;

/** HTTP headers by lower-case name: a table in the file, a JSON object elsewhere. The values may be credentials. */
export function headers(options: {
  description: string;
  defaultInWords: string;
}): z.ZodType<Headers | undefined> {
  return derivedSetting({
    ...options,
    type: 'headers',
    isSecret: true,
    bounds: 'a table in the file; a JSON object such as `{"x-team":"orders"}` elsewhere',
    expected: 'header names with ASCII texts: a table in the file, a JSON object elsewhere',
    parse: parseHeaders,
    format: (value) => value,
  });
}

function parseHeaders(given: unknown): Headers | undefined {
  const table = typeof given === 'string' ? parseJson(given) : given;
  if (typeof table !== 'object' || table === null || Array.isArray(table)) return undefined;
  const entries = Object.entries(table);
  if (!entries.every(isHeader)) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

function isHeader(entry: [string, unknown]): entry is [string, string] {
  const [name, value] = entry;
  return headerName.test(name) && typeof value === 'string' && headerValue.test(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
