import { PerdureError } from '../errors.js';
import { dayMs } from '../time.js';
import type { Unit } from './units.js';

/** Longer ones are refused: no date we can write lies further away. About 9999 years. */
const durationMsMax = 3_652_059 * dayMs;

const int64Digits = 19;
const nsPerMs = 1_000_000n;
const fractionDigits = 9;
const fractionScale = 10n ** BigInt(fractionDigits);

/** Adds up the parts of a duration in the order written, and holds them to the rules both formats share. */
export class DurationSum {
  private ns = 0n;
  private smallest: Unit | undefined;
  private hasCalendarUnit = false;

  /** The unit added last, which is the smallest so far. */
  get last(): Unit | undefined {
    return this.smallest;
  }

  /**
   * @param whole decimal digits
   * @param fraction up to 9 decimal digits behind the point, or nothing
   */
  add(unit: Unit, whole: string, fraction = ''): void {
    if (this.smallest !== undefined && unit.rank >= this.smallest.rank)
      throw malformedDuration(
        `found value with unit ${unit.name} after unit ${this.smallest.name}, but units must be written from largest ` +
          "to smallest (and they can't be repeated)",
      );
    // Refused before it costs anything: the text may be of any length.
    if (whole.length > int64Digits) throw malformedDuration('number too big to parse into 64-bit integer');
    this.smallest = unit;
    this.hasCalendarUnit ||= unit.ns === 0n;
    this.ns += BigInt(whole) * unit.ns;
    this.ns += (BigInt(fraction.padEnd(fractionDigits, '0')) * unit.ns) / fractionScale;
  }

  /** The sum, rounded to the millisecond. */
  toMs(isNegative: boolean): number {
    if (this.hasCalendarUnit) throw malformedDuration('please use units of days or smaller');
    if (isNegative && this.ns > 0n)
      throw malformedDuration('negative signed durations cannot be converted to an unsigned duration');
    const ms = Number((this.ns + nsPerMs / 2n) / nsPerMs);
    if (ms > durationMsMax) throw malformedDuration('durations of more than 9999 years are not supported');
    return ms;
  }
}

export function malformedDuration(reason: string): PerdureError {
  return new PerdureError('DURATION_MALFORMED', reason);
}

/** For texts that go on after their last part. */
export function unparsedInput(parsed: string, rest: string): PerdureError {
  return malformedDuration(
    `parsed value '${parsed}', but unparsed input ${JSON.stringify(rest)} remains (expected no unparsed input)`,
  );
}

export function noDecimals(): PerdureError {
  return malformedDuration(
    'found decimal after seconds component, but did not find any digits after decimal',
  );
}
