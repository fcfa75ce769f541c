const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bitsPerCharacter = 5;
/** 26 characters hold two bits more than a ULID has; they lead. */
const leadingBits = 2;

/** The usual text of a ULID's 16 bytes: 26 characters of Crockford's base 32. */
export function ulidText(bytes: Uint8Array): string {
  const codes: number[] = [];
  let pending = 0;
  let pendingBits = leadingBits;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    pendingBits += 8;
    while (pendingBits >= bitsPerCharacter) {
      pendingBits -= bitsPerCharacter;
      codes.push(crockford.charCodeAt(pending >> pendingBits));
      pending &= (1 << pendingBits) - 1;
    }
  }
  return String.fromCharCode(...codes);
}
