import { malformedDuration, noDecimals, unparsedInput, type DurationSum } from './sum.js';
import { digits, takeFraction, type TextScanner } from './text-scanner.js';
import * as units from './units.js';
import type { Unit } from './units.js';

/** Units are written in lower case. The micro sign is U+00B5; the Greek letter that looks like it is not accepted. */
const spellings: ReadonlyArray<readonly [Unit, string]> = [
  [units.year, 'y yr yrs year years'],
  [units.month, 'mo mos month months'],
  [units.week, 'w wk wks week weeks'],
  [units.day, 'd day days'],
  [units.hour, 'h hr hrs hour hours'],
  [units.minute, 'm min mins minute minutes'],
  [units.second, 's sec secs second seconds'],
  [units.millisecond, 'ms msec msecs milli millis millisecond milliseconds'],
  [units.microsecond, 'us usec usecs \u00b5s \u00b5sec \u00b5secs micro micros microsecond microseconds'],
  [units.nanosecond, 'ns nsec nsecs nano nanos nanosecond nanoseconds'],
];
const unitOf = new Map(
  spellings.flatMap(([unit, words]) => words.split(' ').map((word) => [word, unit] as const)),
);

const letters = /[a-z\u00b5]+/iy;
const blanks = /[ \t\n\f\r]+/y;
const comma = /,/y;
const colon = /:/y;
const ago = /ago/y;

/**
 * A duration as people write it: values with units from large to small (`1h 30m`, `2 days, 4 hours`), then possibly
 * `HH:MM:SS`. The last value may have a fraction if its unit is an hour or less.
 *
 * @returns whether the duration points into the past (`10s ago`)
 */
export function readFriendlyDuration(scanner: TextScanner, sum: DurationSum): boolean {
  let whole = scanner.take(digits);
  if (whole === '')
    throw malformedDuration(
      'expected duration to start with a unit value (a decimal integer) after an optional sign, but no integer was found',
    );
  while (whole !== '' && readPart(scanner, sum, whole)) {
    const isMoreExpected = takeSeparator(scanner);
    whole = scanner.take(digits);
    if (whole === '' && isMoreExpected)
      throw malformedDuration(
        'found comma at the end of duration, but a comma indicates at least one more unit follows',
      );
  }
  scanner.take(blanks);
  const isAgo = scanner.take(ago) !== '';
  if (!scanner.isAtEnd) throw unparsedInput(scanner.consumed.trimEnd(), scanner.rest);
  return isAgo;
}

/** Reads what follows the digits of a value; false when nothing may follow it. */
function readPart(scanner: TextScanner, sum: DurationSum, whole: string): boolean {
  if (scanner.next === ':') {
    readClock(scanner, sum, whole);
    return false;
  }
  const fraction = takeFraction(scanner);
  if (fraction === undefined) throw noDecimals();
  scanner.take(blanks);
  const unit = unitOf.get(scanner.take(letters));
  if (unit === undefined)
    throw malformedDuration(
      'expected to find unit designator suffix (e.g., `years` or `secs`) after parsing integer',
    );
  if (fraction !== '' && (unit.rank > units.hour.rank || unit === units.nanosecond))
    throw malformedDuration(`fractional ${unit.name}s are not supported`);
  sum.add(unit, whole, fraction);
  return fraction === '';
}

/** `:MM:SS`, with the hours read already. */
function readClock(scanner: TextScanner, sum: DurationSum, hours: string): void {
  const { last } = sum;
  if (last !== undefined && last.rank < units.day.rank)
    throw malformedDuration(
      `found \`HH:MM:SS\` after unit ${last.name}, but \`HH:MM:SS\` can only appear after years, months, weeks or days`,
    );
  sum.add(units.hour, hours);
  sum.add(units.minute, takeClockPart(scanner, 'minute', 'hour'));
  const seconds = takeClockPart(scanner, 'second', 'minute');
  const fraction = takeFraction(scanner);
  if (fraction === undefined) throw noDecimals();
  sum.add(units.second, seconds, fraction);
}

function takeClockPart(scanner: TextScanner, part: string, previous: string): string {
  const where = 'when parsing the `HH:MM:SS` format, expected to parse';
  if (scanner.take(colon) === '') throw malformedDuration(`${where} \`:\` following ${previous}`);
  const value = scanner.take(digits);
  if (value === '') throw malformedDuration(`${where} ${part}`);
  return value;
}

/** Blanks between two values, a comma before them allowed; true when the comma announces another value. */
function takeSeparator(scanner: TextScanner): boolean {
  const hasComma = scanner.take(comma) !== '';
  const { next } = scanner;
  if (scanner.take(blanks) === '' && hasComma)
    throw malformedDuration(
      `expected whitespace after comma, but found ${next === '' ? 'end of input' : `\`${next}\``}`,
    );
  return hasComma;
}
