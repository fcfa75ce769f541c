import { ErrorCode, Http2Error } from '../http2-error.js';

/**
 * Lengths of the codes in bits, by octet (RFC 7541, appendix B). The code is canonical, so that they define it: ordered by
 * length, then by octet, each code is the one before it plus one, shifted to its length.
 */
const codeBits = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7,
  8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19,
  13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13,
  28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21,
  22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23,
  22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25,
  25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
];
/** The end-of-string symbol: 30 ones, the last of all codes. Its prefixes pad a string; whole, it must not occur. */
const endOfString = 256;
const codeBitsMin = 5;
const codeBitsMax = 30;

/** Octets and the end of string, in the order of their codes. */
const symbols = [...codeBits.keys(), endOfString].sort((a, b) => bitsOf(a) - bitsOf(b) || a - b);
/** By length: the first code of that length, where its symbol is in {@link symbols}, and one past the last code. */
const firstCode = new Uint32Array(codeBitsMax + 1);
const firstPosition = new Uint16Array(codeBitsMax + 1);
const codesEnd = new Uint32Array(codeBitsMax + 1);

let code = 0;
let position = 0;
for (let bits = 1; bits <= codeBitsMax; bits++) {
  firstCode[bits] = code;
  firstPosition[bits] = position;
  while (position < symbols.length && bitsOf(symbols[position] ?? 0) === bits) {
    code++;
    position++;
  }
  codesEnd[bits] = code;
  code *= 2;
}

function bitsOf(symbol: number): number {
  return symbol === endOfString ? codeBitsMax : (codeBits[symbol] ?? 0);
}

/** Throws `COMPRESSION_ERROR` for what no encoder produces (RFC 7541, 5.2). */
export function decodeHuffman(bytes: Uint8Array, start: number, end: number): string {
  // The shortest code has five bits.
  const decoded = Buffer.allocUnsafe(Math.ceil(((end - start) * 8) / codeBitsMin));
  let length = 0;
  let prefix = 0;
  let bits = 0;
  for (let i = start; i < end; i++) {
    const octet = bytes[i] ?? 0;
    for (let bit = 7; bit >= 0; bit--) {
      prefix = (prefix << 1) | ((octet >> bit) & 1);
      bits++;
      if (bits < codeBitsMin || prefix >= (codesEnd[bits] ?? 0)) continue;
      const symbol = symbols[(firstPosition[bits] ?? 0) + prefix - (firstCode[bits] ?? 0)] ?? endOfString;
      if (symbol === endOfString) throw malformed('end of string inside of a string');
      decoded[length++] = symbol;
      prefix = 0;
      bits = 0;
    }
  }
  if (bits > 7 || prefix !== (1 << bits) - 1) throw malformed('wrong padding');
  return decoded.toString('latin1', 0, length);
}

function malformed(what: string): Http2Error {
  return new Http2Error(ErrorCode.compressionError, `malformed Huffman code in a header: ${what}`);
}
