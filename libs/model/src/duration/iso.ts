import { malformedDuration, noDecimals, unparsedInput, type DurationSum } from './sum.js';
import { digits, takeFraction, type TextScanner } from './text-scanner.js';
import { day, hour, minute, month, second, week, year, type Unit } from './units.js';

const dateUnits: Readonly<Record<string, Unit>> = { Y: year, M: month, W: week, D: day };
const timeUnits: Readonly<Record<string, Unit>> = { H: hour, M: minute, S: second };
const designator = /[YMWDHS]/iy;
const timeDesignator = /T/iy;

/**
 * What follows the `P` of an ISO 8601 duration: `[nW][nD][T[nH][nM][nS]]`. The last time unit, and no other, may have
 * a fraction.
 */
export function readIsoDuration(scanner: TextScanner, sum: DurationSum): void {
  readDate(scanner, sum);
  if (scanner.take(timeDesignator) !== '') readTime(scanner, sum);
  else if (sum.last === undefined) throw malformedDuration('no parsed duration components');
  if (!scanner.isAtEnd) throw unparsedInput(scanner.consumed, scanner.rest);
}

function readDate(scanner: TextScanner, sum: DurationSum): void {
  for (let whole = scanner.take(digits); whole !== ''; whole = scanner.take(digits))
    sum.add(takeUnit(scanner, dateUnits, 'date unit designator suffix (`Y`, `M`, `W` or `D`)'), whole);
}

function readTime(scanner: TextScanner, sum: DurationSum): void {
  let whole = scanner.take(digits);
  if (whole === '')
    throw malformedDuration(
      'found a time designator (`T` or `t`) in an ISO 8601 duration string, but did not find any time units',
    );
  for (; whole !== ''; whole = scanner.take(digits)) {
    const fraction = takeFraction(scanner);
    if (fraction === undefined) throw noDecimals();
    sum.add(takeUnit(scanner, timeUnits, 'time unit designator suffix (`H`, `M` or `S`)'), whole, fraction);
    if (fraction !== '') return;
  }
}

function takeUnit(scanner: TextScanner, units: Readonly<Record<string, Unit>>, expected: string): Unit {
  const found = scanner.next;
  const unit = units[scanner.take(designator).toUpperCase()];
  if (unit !== undefined) return unit;
  const instead = found === '' ? 'end of input' : `\`${found}\` instead`;
  throw malformedDuration(`expected to find ${expected}, but found ${instead}`);
}
