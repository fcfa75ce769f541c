import { addressPatternForm, parseAddressPattern } from '@perdure/access';
import { type z } from 'zod';

import { setting } from './setting.js';

/** Patterns of addresses, as {@link parseAddressPattern} reads them: a list in the file, separated by commas elsewhere. */
export function addressPatterns(options: {
  description: string;
  default: string;
}): z.ZodType<readonly string[]> {
  return setting<readonly string[]>({
    ...options,
    type: 'list',
    bounds: 'separated by commas, or none',
    expected: `none, or some of the kind of ${addressPatternForm}`,
    parse: (given) => {
      if (given === 'none') return [];
      const texts: readonly unknown[] = Array.isArray(given) ? given : String(given).split(',');
      const patterns = texts.map((text) => String(text).trim());
      return patterns.every((text) => parseAddressPattern(text) !== undefined) ? patterns : undefined;
    },
    format: (patterns) => (patterns.length === 0 ? 'none' : patterns.join(',')),
  });
}
