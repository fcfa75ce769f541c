import * as dns from 'node:dns';
import * as net from 'node:net';
import { PerdureError } from '@perdure/model';
import type { EndpointAddress } from './endpoint-address.js';
import type { AddressGuard } from './settings.js';

/**
 * Throws `DEPLOYMENT_ADDRESS_FORBIDDEN` for what can be told without resolving a name: one that may not be connected to,
 * wherever it leads, and an IP address.
 */
export function checkDestination(address: EndpointAddress, guard: AddressGuard | undefined): void {
  if (guard === undefined) return;
  const isPermitted =
    net.isIP(address.host) === 0 ? guard.mayPermit(address) : guard.permits(address, address.host);
  if (!isPermitted) throw forbidden(address);
}

/**
 * Socket options that resolve a name to those of its addresses that may be connected to, and fail with
 * `DEPLOYMENT_ADDRESS_FORBIDDEN` when there are none. The socket connects to just what was looked at, so a name that resolves
 * differently the next time gains nothing (DNS rebinding).
 */
export function guardedLookup(
  address: EndpointAddress,
  guard: AddressGuard | undefined,
): { readonly lookup?: net.LookupFunction } {
  if (guard === undefined) return {};
  return {
    lookup: (hostname, options, callback) => {
      dns.lookup(hostname, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, '');
        const permitted = found.filter((each) => guard.permits(address, each.address));
        const [first] = permitted;
        if (first === undefined) callback(forbidden(address), '');
        else if (options.all === true) callback(null, permitted);
        else callback(null, first.address, first.family);
      });
    },
  };
}

/** Does not say what the name resolves to: whoever registers deployments may not know the network of the server. */
function forbidden({ uri }: EndpointAddress): PerdureError {
  return new PerdureError(
    'DEPLOYMENT_ADDRESS_FORBIDDEN',
    `The server may not connect to '${uri}': the settings deployments.allowed-addresses and ` +
      'deployments.denied-addresses say where it may.',
  );
}
