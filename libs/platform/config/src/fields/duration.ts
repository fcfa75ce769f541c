import { formatDuration, isPerdureError, parseDurationMs } from '@perdure/model';
import { type z } from 'zod';

import { asText, setting } from './setting.js';

interface DurationOptions {
  readonly description: string;
  readonly default: string;
  readonly minMs?: number;
  readonly maxMs: number;
}

/** A length of time such as `10s`, `1h 30m` or `PT1H`, in ms. */
export function duration({
  description,
  default: standard,
  minMs = 0,
  maxMs,
}: DurationOptions): z.ZodType<number> {
  const bounds = `${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  return setting({
    type: 'duration',
    description,
    default: standard,
    bounds,
    expected: `a duration such as 10s, 1h 30m or PT1H, ${bounds}`,
    parse: (given) => durationMsWithin(given, minMs, maxMs),
    format: formatDuration,
  });
}

/** An upper bound for durations that others choose; Infinity when there is none. */
export function durationBound({ description }: { readonly description: string }): z.ZodType<number> {
  return setting({
    type: 'duration',
    description,
    default: 'unlimited',
    bounds: '0s or more, or unlimited',
    expected: 'a duration such as 10s, 1h 30m or PT1H, or unlimited',
    parse: (given) => (asText(given) === 'unlimited' ? Infinity : durationMsWithin(given, 0, Infinity)),
    format: (boundMs) => (boundMs === Infinity ? 'unlimited' : formatDuration(boundMs)),
  });
}

function durationMsWithin(given: unknown, minMs: number, maxMs: number): number | undefined {
  const text = asText(given);
  if (text === undefined) return undefined;
  try {
    const durationMs = parseDurationMs(text);
    return durationMs >= minMs && durationMs <= maxMs ? durationMs : undefined;
  } catch (error) {
    if (isPerdureError(error, 'DURATION_MALFORMED')) return undefined;
    throw error;
  }
}
