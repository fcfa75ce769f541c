import { readFriendlyDuration } from './duration/friendly.js';
import { readIsoDuration } from './duration/iso.js';
import { DurationSum, malformedDuration } from './duration/sum.js';
import { TextScanner } from './duration/text-scanner.js';
import { isPerdureError } from './errors.js';
import { dayMs, hourMs, minuteMs, secondMs } from './time.js';

const sign = /[+-]/y;
const isoStart = /P/iy;

/**
 * Milliseconds of an ISO 8601 (`PT1H30M`) or friendly (`1h 30m`) duration, rounded (ingress-api 3.3 has the grammar).
 * Throws `DURATION_MALFORMED` whose message is the reason alone, in the words of the ingress API.
 */
export function parseDurationMs(text: string): number {
  if (text === '')
    throw malformedDuration(
      'an empty string is not a valid duration in either the ISO 8601 format or Jiff\'s "friendly" format',
    );
  if (text === '0') return 0;
  const scanner = new TextScanner(text);
  const sum = new DurationSum();
  const signFound = scanner.take(sign);
  if (scanner.isAtEnd)
    throw malformedDuration(
      `found nothing after sign \`${signFound}\`, which is not a valid duration in either the ISO 8601 format or ` +
        'Jiff\'s "friendly" format',
    );
  const isNegative = signFound === '-';
  if (scanner.take(isoStart) !== '') {
    readIsoDuration(scanner, sum);
    return sum.toMs(isNegative);
  }
  return sum.toMs(readFriendly(scanner, sum) !== isNegative);
}

function readFriendly(scanner: TextScanner, sum: DurationSum): boolean {
  try {
    return readFriendlyDuration(scanner, sum);
  } catch (error) {
    if (!isPerdureError(error)) throw error;
    throw malformedDuration(`failed to parse input in the "friendly" duration format: ${error.message}`);
  }
}

const shownUnits = [
  ['d', dayMs],
  ['h', hourMs],
  ['m', minuteMs],
  ['s', secondMs],
  ['ms', 1],
] as const;

/** The short friendly form of a non-negative number of ms, rounded to whole ones: `1h 30m`, `500ms`, `0s`. */
export function formatDuration(ms: number): string {
  const parts: string[] = [];
  let rest = Math.round(ms);
  for (const [unit, unitMs] of shownUnits) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) parts.push(`${String(count)}${unit}`);
    rest -= count * unitMs;
  }
  return parts.length === 0 ? '0s' : parts.join(' ');
}

/** ISO 8601 as SQL shows durations, in seconds whatever the length: `PT86400S`, `PT0.552S`, `P0D` (admin-api 8). */
export function formatIsoDuration(ms: number): string {
  const rounded = Math.round(ms);
  return rounded === 0 ? 'P0D' : `PT${String(rounded / secondMs)}S`;
}
