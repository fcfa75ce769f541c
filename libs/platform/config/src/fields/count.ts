import { type z } from 'zod';

import { asText, setting } from './setting.js';

interface CountOptions {
  readonly description: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** A whole number. */
export function count({ description, default: standard, min, max }: CountOptions): z.ZodType<number> {
  return setting({
    type: 'whole number',
    description,
    default: standard,
    bounds: `${min} to ${max}`,
    expected: `a whole number from ${min} to ${max}`,
    parse: (given) => numberWithin(given, min, max, /^\d+$/),
    format: (value) => value,
  });
}

/** A whole number, at least 1, that bounds something; Infinity when it is `unlimited`. */
export function countBound(options: {
  readonly description: string;
  readonly default: number | 'unlimited';
}): z.ZodType<number> {
  return setting({
    type: 'whole number',
    description: options.description,
    default: options.default,
    bounds: '1 or more, or unlimited',
    expected: 'a whole number, at least 1, or unlimited',
    parse: (given) =>
      asText(given) === 'unlimited' ? Infinity : numberWithin(given, 1, Number.MAX_SAFE_INTEGER, /^\d+$/),
    // Not a comparison with Infinity: a retry policy without limit has left its number out.
    format: (bound) => (Number.isFinite(bound) ? bound : 'unlimited'),
  });
}

/** A number that may have decimals. */
export function factor({ description, default: standard, min, max }: CountOptions): z.ZodType<number> {
  return setting({
    type: 'number',
    description,
    default: standard,
    bounds: `${min} to ${max}`,
    expected: `a number from ${min} to ${max}`,
    parse: (given) => numberWithin(given, min, max, /^\d+(\.\d+)?$/),
    format: (value) => value,
  });
}

function numberWithin(given: unknown, min: number, max: number, form: RegExp): number | undefined {
  const text = asText(given);
  if (text === undefined || !form.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}
