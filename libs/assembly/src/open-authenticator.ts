import { ApiKeys, Authenticator, readApiKeys } from '@perdure/access';
import { asksForCredentials, type Config, type Listener } from '@perdure/config';

/** Undefined where nobody is asked for credentials. Throws `CONFIG_INVALID` when a file of them cannot be used. */
export function openAuthenticator(config: Config, listener: Listener): Authenticator | undefined {
  if (!asksForCredentials(config, listener)) return undefined;
  const { apiKeys, apiKeysFile } = config.auth;
  const keys = apiKeysFile === null ? apiKeys : [...apiKeys, ...readApiKeys(apiKeysFile)];
  return new Authenticator(new ApiKeys(keys));
}
