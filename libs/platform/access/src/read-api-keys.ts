import { readFileSync } from 'node:fs';
import { PerdureError } from '@perdure/model';

import { type ApiKey, apiKeyForm, parseApiKey } from './api-key.js';

/**
 * The API keys in a file: one a line, as {@link parseApiKey} reads it; lines that are empty or begin with `#` do not
 * count.
 * @throws PerdureError `CONFIG_INVALID` that names the line, but not what is in it: it may be a key by mistake
 */
export function readApiKeys(file: string): readonly ApiKey[] {
  return linesOf(file).flatMap((line, at) => {
    if (line === '' || line.startsWith('#')) return [];
    const key = parseApiKey(line);
    if (key !== undefined) return [key];
    throw new PerdureError('CONFIG_INVALID', `Line ${at + 1} of ${file} is no API key. Write ${apiKeyForm}.`);
  });
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerdureError('CONFIG_INVALID', `The API keys cannot be read: ${reason}`, { cause });
  }
}
