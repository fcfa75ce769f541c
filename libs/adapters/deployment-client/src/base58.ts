/** Without the letters and digits that look alike; the alphabet of Bitcoin. */
const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const base = BigInt(alphabet.length);

/** The bytes as one big-endian number; each leading zero byte is written as a `1`. For short values such as keys. */
export function encodeBase58(bytes: Uint8Array): string {
  let text = '';
  for (let rest = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`); rest > 0n; rest /= base)
    text = alphabet.charAt(Number(rest % base)) + text;
  const leadingZeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(leadingZeros === -1 ? bytes.length : leadingZeros) + text;
}
