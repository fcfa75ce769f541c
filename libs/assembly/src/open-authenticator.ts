import {
  ApiKeys,
  Authenticator,
  type JwksSource,
  type JwtSettings,
  JwtVerifier,
  readApiKeys,
} from '@perdure/access';
import { asksForCredentials, type Config, type Listener } from '@perdure/config';
import type { Logger } from '@perdure/logging';
import { secondMs } from '@perdure/model';
import type { Clock } from '@perdure/ports';

/** Requests come faster than anybody wants to read of an issuer that is down. */
const complaintIntervalMs = 10 * secondMs;

/** Undefined where nobody is asked for credentials. Rejects with `CONFIG_INVALID` when a file of them cannot be used. */
export async function openAuthenticator(
  { config, clock }: { readonly config: Config; readonly clock: Clock },
  listener: Listener,
  logger: Logger,
): Promise<Authenticator | undefined> {
  if (!asksForCredentials(config, listener)) return undefined;
  const { apiKeys, apiKeysFile } = config.auth;
  const keys = new ApiKeys(apiKeysFile === null ? apiKeys : [...apiKeys, ...readApiKeys(apiKeysFile)]);
  const settings = jwtSettingsOf(config);
  if (settings === undefined) return new Authenticator(keys);
  let complainedAtMs = -Infinity;
  const tokens = await JwtVerifier.open(settings, {
    nowMs: () => clock.nowMs(),
    onRefused: (reason) => logger.debug({ reason }, 'a token is not trusted'),
    onKeysUnavailable: (err) => {
      if (clock.nowMs() - complainedAtMs < complaintIntervalMs) return;
      complainedAtMs = clock.nowMs();
      logger.warn({ err }, 'tokens cannot be verified, their senders are asked to retry');
    },
  });
  return new Authenticator(keys, tokens);
}

function jwtSettingsOf({ auth: { jwt } }: Config): JwtSettings | undefined {
  const keys = keysOf(jwt);
  return keys && { keys, ...jwt };
}

function keysOf({ jwksUrl, jwksFile, jwksCooldownMs }: Config['auth']['jwt']): JwksSource | undefined {
  if (jwksUrl !== null) return { kind: 'url', url: jwksUrl, cooldownMs: jwksCooldownMs };
  return jwksFile === null ? undefined : { kind: 'file', file: jwksFile };
}
