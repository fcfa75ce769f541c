import { createXXHash3 } from 'hash-wasm';

const hasher = await createXXHash3();

/** XXH3-64 with seed 0. */
export function xxHash3(bytes: Uint8Array): bigint {
  const digest = hasher.init().update(bytes).digest('binary');
  return new DataView(digest.buffer, digest.byteOffset, digest.byteLength).getBigUint64(0);
}
