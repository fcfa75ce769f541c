import { isPerdureError, type PerdureError } from '@perdure/model';
import type * as jose from 'jose';
import type { JWTVerifyGetKey } from 'jose';

import type { TokenVerifier } from '../authenticator.js';
import { Principal } from '../principal.js';
import { grantsIn } from './grants-in.js';
import type { JwtSettings } from './jwt-settings.js';
import { openSigningKeys } from './signing-keys.js';
import { VerifiedTokens } from './verified-tokens.js';

type Jose = typeof jose;

const rememberedMax = 10_000;
/** After this a token is verified again, so that one whose key was withdrawn does not live on. */
const rememberedMsMax = 300_000;

const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export interface JwtVerifierDeps {
  /** Wall clock, in ms. */
  readonly nowMs: () => number;
  /** Hears why a token was refused, which its sender is not told. */
  readonly onRefused: (reason: string) => void;
  /** Hears of tokens that could not be verified now. */
  readonly onKeysUnavailable: (error: PerdureError) => void;
}

/**
 * Trusts the JWTs of one issuer: signed with a key that it publishes, made for this audience, not expired (RFC 7519,
 * RFC 8725). A token is verified once and remembered until it expires, for five minutes at most.
 */
export class JwtVerifier implements TokenVerifier {
  private readonly verified = new VerifiedTokens(rememberedMax);

  private constructor(
    private readonly jose: Jose,
    private readonly keys: JWTVerifyGetKey,
    private readonly settings: JwtSettings,
    private readonly deps: JwtVerifierDeps,
  ) {}

  /** Loads what a server without JWTs does without. Rejects with `CONFIG_INVALID` when the keys are in a file and wrong. */
  static async open(settings: JwtSettings, deps: JwtVerifierDeps): Promise<JwtVerifier> {
    const jose = await import('jose');
    return new JwtVerifier(jose, openSigningKeys(jose, settings.keys), settings, deps);
  }

  principalOf(token: string): Principal | undefined | Promise<Principal | undefined> {
    if (!compactForm.test(token)) return undefined;
    return this.verified.get(token, this.deps.nowMs()) ?? this.verify(token);
  }

  private async verify(token: string): Promise<Principal | undefined> {
    const { issuer, audience, algorithms, clockToleranceMs, grantsClaim } = this.settings;
    const nowMs = this.deps.nowMs();
    try {
      const { payload } = await this.jose.jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: clockToleranceMs / 1000,
        requiredClaims: ['exp'],
        currentDate: new Date(nowMs),
      });
      const principal = new Principal(payload.sub ?? 'unnamed', grantsIn(payload, grantsClaim));
      const expiresAtMs = (payload.exp ?? 0) * 1000 + clockToleranceMs;
      this.verified.add(token, principal, Math.min(expiresAtMs, nowMs + rememberedMsMax));
      return principal;
    } catch (error) {
      if (isPerdureError(error)) {
        this.deps.onKeysUnavailable(error);
        throw error;
      }
      this.deps.onRefused(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
