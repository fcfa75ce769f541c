import { type ApiKey, apiKeyForm, parseApiKey } from '@perdure/access';
import { type z } from 'zod';

import { setting } from './setting.js';

/** API keys, by their digests: a list in the file, separated by commas elsewhere. Never shown: one may be a key itself by mistake. */
export function apiKeys(options: { description: string }): z.ZodType<readonly ApiKey[]> {
  return setting<readonly ApiKey[]>({
    ...options,
    type: 'list',
    isSecret: true,
    default: 'none',
    bounds: '`name:grants:sha256`, separated by commas, or none',
    expected: `none, or ${apiKeyForm}`,
    parse: (given) => {
      if (given === 'none') return [];
      const texts: readonly unknown[] = Array.isArray(given) ? given : String(given).split(',');
      const keys = texts.map((text) => parseApiKey(String(text)));
      return keys.every((key) => key !== undefined) ? keys : undefined;
    },
    format: (keys) => (keys.length === 0 ? 'none' : keys.map(({ name }) => name).join(',')),
  });
}
