import { malformedId } from './resource-id.js';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const zeroCode = alphabet.charCodeAt(0);
const digitOf = new Int8Array(128).fill(-1);
for (let digit = 0; digit < alphabet.length; digit++) digitOf[alphabet.charCodeAt(digit)] = digit;

/** Eight base-62 digits are the most that a double holds exactly: 62^8 < 2^53 < 62^9. */
const chunkDigits = 8;
const chunk = 62n ** BigInt(chunkDigits);
/** By number of digits. */
const powers = Array.from({ length: chunkDigits + 1 }, (_, digits) => 62n ** BigInt(digits));

/** Writes `value` most significant digit first, left-padded with `0` to `width` characters. */
export function encodeBase62(value: bigint, width: number): string {
  const codes = new Array<number>(width).fill(zeroCode);
  let rest = value;
  // Splitting into chunks keeps all but a few operations on plain numbers: BigInt division is what costs here.
  for (let end = width; end > 0 && rest > 0n; end -= chunkDigits) {
    let low = rest < chunk ? Number(rest) : Number(rest % chunk);
    rest = rest < chunk ? 0n : rest / chunk;
    for (let at = end - 1; at >= 0 && low > 0; at--) {
      codes[at] = alphabet.charCodeAt(low % 62);
      low = Math.floor(low / 62);
    }
  }
  return String.fromCharCode(...codes);
}

/** Reads a base-62 number; throws `ID_MALFORMED` on a foreign character. */
export function decodeBase62(text: string): bigint {
  let value = 0n;
  for (let start = 0; start < text.length; start += chunkDigits) {
    const end = Math.min(start + chunkDigits, text.length);
    let part = 0;
    for (let i = start; i < end; i++) {
      const code = text.charCodeAt(i);
      const digit = code < 128 ? (digitOf[code] ?? -1) : -1;
      if (digit < 0) throw malformedId('base62 decode error');
      part = part * 62 + digit;
    }
    value = value * (powers[end - start] as bigint) + BigInt(part);
  }
  return value;
}
