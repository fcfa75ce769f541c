import { readFileSync } from 'node:fs';
import { isPerdureError, PerdureError } from '@perdure/model';
import { RequestIdentity } from './request-identity.js';

/** Reads the private key once, at start. Throws `CONFIG_INVALID`, naming the file. */
export function loadRequestIdentity(file: string, expirationMs: number): RequestIdentity {
  try {
    return new RequestIdentity(readFileSync(file, 'utf8'), expirationMs);
  } catch (cause) {
    const reason = isPerdureError(cause) ? cause.message : `It cannot be read (${(cause as Error).message}).`;
    throw new PerdureError('CONFIG_INVALID', `request-identity-private-key-pem-file = ${file}: ${reason}`, {
      cause,
    });
  }
}
