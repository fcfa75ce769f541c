import fc from 'fast-check';
import { formatDuration, formatIsoDuration, parseDurationMs } from './duration.js';
import { dayMs, hourMs, minuteMs, secondMs } from './time.js';

const friendly = 'failed to parse input in the "friendly" duration format: ';
const noUnit = `${friendly}expected to find unit designator suffix (e.g., \`years\` or \`secs\`) after parsing integer`;
const noInteger =
  `${friendly}expected duration to start with a unit value (a decimal integer) after an optional sign, ` +
  'but no integer was found';
const noTimeUnits =
  'found a time designator (`T` or `t`) in an ISO 8601 duration string, but did not find any time units';
const negative = 'negative signed durations cannot be converted to an unsigned duration';
const calendar = 'please use units of days or smaller';
const dateUnit = (found: string): string =>
  `expected to find date unit designator suffix (\`Y\`, \`M\`, \`W\` or \`D\`), but found ${found}`;
const timeUnit = (found: string): string =>
  `expected to find time unit designator suffix (\`H\`, \`M\` or \`S\`), but found ${found}`;
const order = (unit: string, previous: string): string =>
  `found value with unit ${unit} after unit ${previous}, but units must be written from largest to smallest ` +
  "(and they can't be repeated)";

const all = (texts: readonly string[], reason: string): Array<[string, string]> =>
  texts.map((text) => [text, reason]);

describe('parseDurationMs', () => {
  it.each([
    ['10s', 10_000],
    ['1m', minuteMs],
    ['1h30m', 90 * minuteMs],
    ['1h 30m', 90 * minuteMs],
    ['1 hour', hourMs],
    ['10 sec', 10_000],
    ['60sec', minuteMs],
    ['60000ms', minuteMs],
    ['1500us', 2],
    ['1500\u00b5s', 2],
    ['100ns', 0],
    ['1.5s', 1500],
    ['1,5s', 1500],
    ['1.5h', 90 * minuteMs],
    ['1.5m', 90_000],
    ['1d2h3m4s5ms', dayMs + 2 * hourMs + 3 * minuteMs + 4 * secondMs + 5],
    ['1 hour, 30 minutes', 90 * minuteMs],
    ['1 h 2 m', 62 * minuteMs],
    ['100h\t30m', 100 * hourMs + 30 * minuteMs],
    ['10 s', 10_000],
    ['10s ', 10_000],
    ['+10s', 10_000],
    ['-0s', 0],
    ['00:10:00', 10 * minuteMs],
    ['1:2:3', hourMs + 2 * minuteMs + 3 * secondMs],
    ['24:00:99', dayMs + 99 * secondMs],
    ['00:00:01.5', 1500],
    ['1d 01:02:03', dayMs + hourMs + 2 * minuteMs + 3 * secondMs],
    ['1d, 01:02:03', dayMs + hourMs + 2 * minuteMs + 3 * secondMs],
    ['0', 0],
    ['0s', 0],
    ['0d', 0],
    ['1h0m0s', hourMs],
    ['1week', 7 * dayMs],
    ['0.000499999s', 0],
    ['0.0005s', 1],
    ['PT10S', 10_000],
    ['pt10s', 10_000],
    ['p1d', dayMs],
    ['P1D', dayMs],
    ['P1W', 7 * dayMs],
    ['P1W1D', 8 * dayMs],
    ['P1DT2H', dayMs + 2 * hourMs],
    ['PT36H', 36 * hourMs],
    ['PT1.5S', 1500],
    ['PT1,5S', 1500],
    ['PT0.5H', 30 * minuteMs],
    ['PT1H0.5M', hourMs + 30 * secondMs],
    ['P1WT1H', 7 * dayMs + hourMs],
    ['PT0S', 0],
    ['P0D', 0],
    ['+PT5S', 5000],
  ])('reads %j as %d ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each([
    [
      '',
      'an empty string is not a valid duration in either the ISO 8601 format or Jiff\'s "friendly" format',
    ],
    [
      '-',
      'found nothing after sign `-`, which is not a valid duration in either the ISO 8601 format or Jiff\'s "friendly" format',
    ],
    ...all(['P1M', 'P1Y', 'P1Y2M', 'P10000Y', '1month', '1mo', '1y', '1yr', '1000y'], calendar),
    ...all(['-5s', '10s ago', '-PT5S', '01:02:03 ago'], negative),
    ...all(
      ['10', '00', '0.0', '1M', '10S', '2D', '2H', '2Min', '1h 30', '1e3s', '1_000s', '5PT', '+0'],
      noUnit,
    ),
    ...all(['2026-12-01T00:00:00Z', '0.1234567891s', '1\u03bcs', '10 000s'], noUnit),
    ...all(['abc', ' 10s', ' 0', '.5s', '+ 10s', '１s'], noInteger),
    ['1s1m', friendly + order('minute', 'second')],
    ['1s 1s', friendly + order('second', 'second')],
    ['1h1h', friendly + order('hour', 'hour')],
    ['1.5d', `${friendly}fractional days are not supported`],
    ['1.5ns', `${friendly}fractional nanoseconds are not supported`],
    ['1.s', `${friendly}found decimal after seconds component, but did not find any digits after decimal`],
    ['1 hour,30 minutes', `${friendly}expected whitespace after comma, but found \`3\``],
    ['10s,', `${friendly}expected whitespace after comma, but found end of input`],
    [
      '1d, ',
      `${friendly}found comma at the end of duration, but a comma indicates at least one more unit follows`,
    ],
    ['1:2', `${friendly}when parsing the \`HH:MM:SS\` format, expected to parse \`:\` following minute`],
    [
      '1h 01:02:03',
      `${friendly}found \`HH:MM:SS\` after unit hour, but \`HH:MM:SS\` can only appear after years, months, weeks or days`,
    ],
    ['99999999999999999999s', `${friendly}number too big to parse into 64-bit integer`],
    [
      '100h+5s',
      `${friendly}parsed value '100h', but unparsed input "+5s" remains (expected no unparsed input)`,
    ],
    [
      '1.5h 30m',
      `${friendly}parsed value '1.5h', but unparsed input "30m" remains (expected no unparsed input)`,
    ],
    ...all(['P', 'P-1D', 'P 1D', '-P'], 'no parsed duration components'),
    ...all(['PT', 'P1DT', 'PT-5S', 'PT.5S'], noTimeUnits),
    ['P0.5D', dateUnit('`.` instead')],
    ['P1H', dateUnit('`H` instead')],
    ['P1D1H', dateUnit('`H` instead')],
    ['P1W2', dateUnit('end of input')],
    ['PT1D', timeUnit('`D` instead')],
    ['PT5', timeUnit('end of input')],
    ['PT1S1M', order('minute', 'second')],
    ['P1D1W', order('week', 'day')],
    ['PT1H ', `parsed value 'PT1H', but unparsed input " " remains (expected no unparsed input)`],
    ['PT1.5H30M', `parsed value 'PT1.5H', but unparsed input "30M" remains (expected no unparsed input)`],
    ...all(['7304484d', '175307616h', 'P7304484D'], 'durations of more than 9999 years are not supported'),
  ])('refuses %j: %s', (text, reason) => {
    expect(() => parseDurationMs(text)).toThrow(
      expect.objectContaining({ code: 'DURATION_MALFORMED', message: reason }) as Error,
    );
  });

  it('refuses texts of a million digits at once', () => {
    expect(() => parseDurationMs(`${'9'.repeat(1_000_000)}s`)).toThrow('number too big');
  });

  it('adds up the parts, however they are written', () => {
    const count = fc.nat(10_000);
    fc.assert(
      fc.property(count, count, count, count, count, (d, h, m, s, ms) => {
        const sum = d * dayMs + h * hourMs + m * minuteMs + s * secondMs + ms;
        expect(parseDurationMs(`${d}d${h}h${m}m${s}s${ms}ms`)).toBe(sum);
        expect(parseDurationMs(`${d} days, ${h} hours, ${m} mins, ${s} secs, ${ms} millis`)).toBe(sum);
        expect(parseDurationMs(`${d}d ${h}:${m}:${s}`)).toBe(sum - ms);
        expect(parseDurationMs(`P${d}DT${h}H${m}M${s}S`)).toBe(sum - ms);
      }),
    );
  });

  it('ends every text in a number or a DURATION_MALFORMED', () => {
    const alphabet = fc.constantFrom(...Array.from('0123456789PTWDHMSymwdhsun+-.,: ago\u00b5'));
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 12 }), (text) => {
        try {
          expect(Number.isSafeInteger(parseDurationMs(text))).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: 'DURATION_MALFORMED' });
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [500, '500ms'],
    [minuteMs, '1m'],
    [90 * minuteMs, '1h 30m'],
    [dayMs, '1d'],
    [2 * dayMs, '2d'],
    [dayMs + 1, '1d 1ms'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [0, 'P0D'],
    [552, 'PT0.552S'],
    [dayMs, 'PT86400S'],
    [1, 'PT0.001S'],
  ])('writes %d ms as %s for SQL', (ms, text) => {
    expect(formatIsoDuration(ms)).toBe(text);
  });

  it('writes what is read back as the same', () => {
    fc.assert(
      fc.property(fc.nat(9998 * 365 * dayMs), (ms) => {
        expect(parseDurationMs(formatDuration(ms))).toBe(ms);
        expect(parseDurationMs(formatIsoDuration(ms))).toBe(ms);
      }),
    );
  });
});
