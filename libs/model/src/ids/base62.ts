import { malformedId } from './resource-id.js';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digitOf = new Int8Array(128).fill(-1);
for (let digit = 0; digit < alphabet.length; digit++) digitOf[alphabet.charCodeAt(digit)] = digit;

/** Eight base-62 digits are the most that a double holds exactly: 62^8 < 2^53 < 62^9. */
const chunkDigits = 8;
const chunk = 62n ** BigInt(chunkDigits);

/** Writes `value` most significant digit first, left-padded with `0` to `width` characters. */
export function encodeBase62(value: bigint, width: number): string {
  let text = '';
  let rest = value;
  // Splitting into chunks keeps all but a few operations on plain numbers: BigInt division is what costs here.
  while (text.length < width) {
    let low = rest < chunk ? Number(rest) : Number(rest % chunk);
    rest = rest < chunk ? 0n : rest / chunk;
    let part = '';
    for (let i = 0; i < chunkDigits; i++) {
      part = alphabet.charAt(low % 62) + part;
      low = Math.floor(low / 62);
    }
    text = part + text;
  }
  return text.slice(text.length - width);
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
    value = value * 62n ** BigInt(end - start) + BigInt(part);
  }
  return value;
}
