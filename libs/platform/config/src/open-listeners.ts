import { type Config } from './config.js';
import { formatAddress } from './fields/address.js';
import { isLoopback } from './loopback.js';
import { type ConfigProblem } from './problems.js';

/** What a process may serve to others than itself and those who watch it. */
export type Listener = 'ingress' | 'admin';

const reason =
  'Whoever reaches this address could use it. Say who may (auth.api-keys, auth.api-keys-file, auth.jwt), or listen on 127.0.0.1, ' +
  'or set';

/** Those that are open to the network and ask nobody for credentials although nobody said that they need not. */
export function openListeners(
  config: Config,
  listeners: readonly Listener[],
  originOf: (settingName: string) => string,
): ConfigProblem[] {
  return listeners
    .filter((listener) => !config[listener].allowUnauthenticated && !asksForCredentials(config, listener))
    .filter((listener) => !isLoopback(config[listener].bindAddress.host))
    .map((listener) => ({
      name: `${listener}.bind-address`,
      given: formatAddress(config[listener].bindAddress),
      reason: `${reason} ${listener}.allow-unauthenticated if something in front of it does.`,
      origin: originOf(`${listener}.bind-address`),
    }));
}

/** Whether those who use it must say who they are. */
export function asksForCredentials(config: Config, listener: Listener): boolean {
  const { apiKeys, apiKeysFile, jwt } = config.auth;
  const areThere =
    apiKeys.length > 0 || [apiKeysFile, jwt.jwksUrl, jwt.jwksFile].some((from) => from !== null);
  return areThere && !config[listener].allowUnauthenticated;
}
