import { createHash } from 'node:crypto';

const beforeName = Uint8Array.of(1);
const beforeValue = Uint8Array.of(2);
const afterValue = Uint8Array.of(3);

/**
 * Names the content of a state, as the command line tool computes it too (admin-api 4.4): SHA-256 in base64url over the
 * entries in the order of their names' bytes. Each is its index (64 bits, big-endian), 01, name, 02, value, 03.
 */
export function stateVersion(state: ReadonlyArray<readonly [name: string, value: Uint8Array]>): string {
  const entries = state
    .map(([name, value]) => [Buffer.from(name), value] as const)
    .sort(([left], [right]) => Buffer.compare(left, right));
  const hash = createHash('sha256');
  const index = Buffer.allocUnsafe(8);
  entries.forEach(([name, value], position) => {
    index.writeBigUInt64BE(BigInt(position));
    hash.update(index).update(beforeName).update(name).update(beforeValue).update(value).update(afterValue);
  });
  return hash.digest('base64url');
}
