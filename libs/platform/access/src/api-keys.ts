import { hash, timingSafeEqual } from 'node:crypto';
import { PerdureError } from '@perdure/model';

import type { ApiKey } from './api-key.js';
import { Principal } from './principal.js';

interface Entry {
  readonly digest: Buffer;
  readonly principal: Principal;
}

/** Enough to tell any two keys apart. */
const indexedBytes = 8;

/**
 * The API keys that are accepted. Keys are random and long, so that a plain SHA-256 keeps them: there is nothing to
 * guess, and checking one costs a microsecond.
 */
export class ApiKeys {
  private readonly entries = new Map<string, Entry>();

  /** @throws PerdureError `CONFIG_INVALID` when one key has two entries: whose grants would count? */
  constructor(keys: readonly ApiKey[]) {
    for (const { name, grants, sha256 } of keys) {
      const digest = Buffer.from(sha256, 'hex');
      const other = this.entries.get(indexOf(digest));
      if (other !== undefined) {
        const names = `${other.principal.name} and ${name}`;
        throw new PerdureError('CONFIG_INVALID', `Two API keys are the same: ${names}. Remove one.`);
      }
      this.entries.set(indexOf(digest), { digest, principal: new Principal(name, grants) });
    }
  }

  /** Whose key this is. Takes as long for a key that is nearly right as for any other. */
  principalOf(key: string): Principal | undefined {
    const digest = hash('sha256', key, 'buffer');
    const entry = this.entries.get(indexOf(digest));
    return entry !== undefined && timingSafeEqual(entry.digest, digest) ? entry.principal : undefined;
  }
}

function indexOf(digest: Buffer): string {
  return digest.toString('latin1', 0, indexedBytes);
}
