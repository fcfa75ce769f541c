import { BlockList, isIP } from 'node:net';

import { type Config } from './config.js';
import { formatAddress } from './fields/address.js';
import { type ConfigProblem } from './problems.js';

/** What a process may serve to others than itself and those who watch it. */
export type Listener = 'ingress' | 'admin';

const reason =
  'Whoever reaches this address could use it. Say who may (auth.api-keys, auth.api-keys-file), or listen on 127.0.0.1, ' +
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
  const { apiKeys, apiKeysFile } = config.auth;
  return !config[listener].allowUnauthenticated && (apiKeys.length > 0 || apiKeysFile !== null);
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Of names only those that RFC 6761 6.3 reserves for it: what others resolve to can change. */
function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return /^(.+\.)?localhost\.?$/i.test(host);
  return loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
