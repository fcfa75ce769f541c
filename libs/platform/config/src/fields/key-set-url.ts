import { type z } from 'zod';

import { isLoopback } from '../loopback.js';
import { asText, setting } from './setting.js';

/** An https URL, or null for `none`. Over http, who is in between could sign tokens; on loopback nobody is. */
export function keySetUrl(options: { description: string }): z.ZodType<string | null> {
  return setting<string | null>({
    ...options,
    type: 'URL',
    // Not that there should be a password in it; who writes one reads that it is refused, and nobody else reads it.
    isSecret: true,
    default: 'none',
    bounds: 'https, or http on loopback, or none',
    expected: 'an https URL such as https://id.example.com/jwks, or none',
    parse: (given) => {
      const text = asText(given) ?? '';
      if (text === 'none') return null;
      const url = URL.parse(text);
      if (url === null || url.username !== '' || url.password !== '') return undefined;
      const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(hostOf(url)));
      return isSafe ? url.href : undefined;
    },
    format: (url) => url ?? 'none',
  });
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
