import type { KeyObject } from 'node:crypto';
import { encodeBase58 } from './base58.js';

/** What users put into their SDK as identity key, and the `kid` of every token (service-protocol 1.8). */
export function keyIdOf(publicKey: KeyObject): string {
  const { x } = publicKey.export({ format: 'jwk' });
  return `publickeyv1_${encodeBase58(Buffer.from(x ?? '', 'base64url'))}`;
}
