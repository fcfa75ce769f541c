import { hash } from 'node:crypto';
import { PerdureError } from '@perdure/model';

import type { ApiKey } from './api-key.js';
import { Principal } from './principal.js';

/**
 * The API keys that are accepted. Keys are random and long, so that a plain SHA-256 keeps them: there is nothing to
 * guess, and checking one costs less than a microsecond.
 *
 * A key is looked up by its digest and never compared with another. What the time of that could tell is about a digest, and
 * whoever sends keys can neither choose their digests nor go back from one to a key: it is as good as constant.
 */
export class ApiKeys {
  private readonly principals = new Map<string, Principal>();

  /** @throws PerdureError `CONFIG_INVALID` when one key has two entries: whose grants would count? */
  constructor(keys: readonly ApiKey[]) {
    for (const { name, grants, sha256 } of keys) {
      const other = this.principals.get(sha256);
      if (other !== undefined) {
        const names = `${other.name} and ${name}`;
        throw new PerdureError('CONFIG_INVALID', `Two API keys are the same: ${names}. Remove one.`);
      }
      this.principals.set(sha256, new Principal(name, grants));
    }
  }

  /** Whose key this is. */
  principalOf(key: string): Principal | undefined {
    return this.principals.get(hash('sha256', key, 'hex'));
  }
}
