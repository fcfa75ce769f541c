import { readFileSync } from 'node:fs';
import { PerdureError } from '@perdure/model';
import type * as jose from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';

import type { JwksSource } from './jwt-settings.js';

type Jose = typeof jose;

const fetchTimeoutMs = 5_000;
/** A key that the issuer withdrew is used no longer than this. */
const cachedMsMax = 600_000;

/**
 * Finds the key that a JWT says it is signed with. Keys at a URL are fetched when they are first needed, when they are
 * old, and when one is not among them.
 *
 * The function rejects with `IDENTITY_PROVIDER_UNAVAILABLE` when they cannot be fetched, and with an error of jose's when
 * there is no such key.
 * @throws PerdureError `CONFIG_INVALID` for a file that holds no keys
 */
export function openSigningKeys(jose: Jose, source: JwksSource): JWTVerifyGetKey {
  if (source.kind === 'file') return jose.createLocalJWKSet(readKeys(source.file));
  const remote = jose.createRemoteJWKSet(new URL(source.url), {
    timeoutDuration: fetchTimeoutMs,
    cacheMaxAge: cachedMsMax,
    cooldownDuration: source.cooldownMs,
  });
  const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = jose.errors;
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (cause) {
      const isOfToken = [JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported].some(
        (kind) => cause instanceof kind,
      );
      if (isOfToken) throw cause;
      throw new PerdureError(
        'IDENTITY_PROVIDER_UNAVAILABLE',
        'The keys that tell whether a token is genuine cannot be fetched.',
        { retryable: true, cause },
      );
    }
  };
}

function readKeys(file: string): JSONWebKeySet {
  try {
    const keys = JSON.parse(readFileSync(file, 'utf8')) as Partial<JSONWebKeySet>;
    if (!Array.isArray(keys.keys)) throw new Error('it has no list of "keys"');
    return { keys: keys.keys };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerdureError('CONFIG_INVALID', `The file ${file} is no JSON Web Key Set: ${reason}.`, {
      cause,
    });
  }
}
