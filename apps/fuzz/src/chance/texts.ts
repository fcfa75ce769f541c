import type { Random } from './random.js';

/** Texts that have broken a parser somewhere. One character per byte, as on the wire. */
const strange = [
  '',
  '.',
  '..',
  '%00',
  '%2F',
  '%2f..%2f',
  '%',
  '%f',
  '%ZZ',
  '%FF',
  '%C0%AF',
  '%ED%A0%80',
  '%F4%90%80%80',
  '%25%32%46',
  '%E2%82%AC',
  '+',
  ' ',
  '\t',
  '\0',
  '\x01',
  '\x7f',
  '\xe9',
  '\xf0\x9f\x92\xa9',
  '\xff\xfe',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1e309',
  '4294967296',
  '18446744073709551616',
  '0x10',
  '{}',
  '[]',
  '*',
  '$&',
  '"',
  "'",
  '\\',
  '{id}',
  ':id',
  'a/b',
  'a//b',
  '?',
  '?a=b&a=c&=&&',
  '#',
  ';v=1',
  'http://elsewhere/',
  '//elsewhere',
  'PT1S',
  '10s',
  'dp_1',
  'inv_1',
  'sign_1AAAA',
] as const;

const lengths = [100, 255, 1024, 10_000, 66_000, 270_000] as const;

export function strangeText(random: Random): string {
  return random.weighted([
    [20, () => random.pick(strange)],
    [3, () => random.pick(strange).repeat(random.between(2, 40))],
    [1, () => random.pick(['a', '%41', '/', '\xc3\xa4', '.']).repeat(random.pick(lengths))],
    [2, () => random.bytes(random.between(1, 12)).toString('latin1')],
  ])();
}

/** The text with one thing done to it. */
export function mutated(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + random.between(1, 8));
  return random.weighted([
    [4, () => text.slice(0, at) + strangeText(random) + text.slice(at)],
    [2, () => text.slice(0, at) + text.slice(end)],
    [2, () => text.slice(0, end) + text.slice(at)],
    [2, () => text.slice(0, at) + random.bytes(1).toString('latin1') + text.slice(at + 1)],
    [1, () => text.slice(0, at)],
    [1, () => text.toUpperCase()],
    [1, () => percentEncoded(text)],
  ])();
}

function percentEncoded(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex').replaceAll(/../g, '%$&');
}
