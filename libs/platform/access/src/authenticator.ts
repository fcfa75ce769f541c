import type { ApiKeys } from './api-keys.js';
import type { Credential } from './credential.js';
import type { Principal } from './principal.js';

/** Checks JWTs. */
export interface TokenVerifier {
  /** Undefined: not a token, or none to trust. Rejects with `IDENTITY_PROVIDER_UNAVAILABLE` when that cannot be told. */
  principalOf(token: string): Principal | undefined | Promise<Principal | undefined>;
}

/** Finds out who sends a request. */
export class Authenticator {
  constructor(
    private readonly keys: ApiKeys,
    private readonly tokens?: TokenVerifier,
  ) {}

  /**
   * Whose credential this is; undefined: nobody's. Settled at once for API keys and for tokens that were verified
   * lately. Rejects with `IDENTITY_PROVIDER_UNAVAILABLE` when it cannot be told now.
   */
  principalOf({ header, text }: Credential): Principal | undefined | Promise<Principal | undefined> {
    const owner = this.keys.principalOf(text);
    if (owner !== undefined || header === 'x-api-key') return owner;
    return this.tokens?.principalOf(text);
  }
}
