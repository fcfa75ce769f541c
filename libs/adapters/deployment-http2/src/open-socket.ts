import * as net from 'node:net';
import * as tls from 'node:tls';
import type { EndpointAddress } from './endpoint-address.js';
import { guardedLookup } from './guard.js';
import type { HttpDeploymentClientSettings } from './settings.js';

/** Starts connecting; `connect` (plain) or `secureConnect` (TLS) tells when the socket can be used. */
export function openSocket(
  address: EndpointAddress,
  applicationProtocols: readonly string[],
  { certificateAuthorities, guard }: Pick<HttpDeploymentClientSettings, 'certificateAuthorities' | 'guard'>,
): net.Socket {
  const where = { host: address.host, port: address.port, noDelay: true, ...guardedLookup(address, guard) };
  if (!address.isTls) return net.connect(where);
  return tls.connect({
    ...where,
    ALPNProtocols: [...applicationProtocols],
    // SNI carries names only.
    ...(net.isIP(address.host) === 0 ? { servername: address.host } : {}),
    ...(certificateAuthorities === undefined ? {} : { ca: certificateAuthorities }),
  });
}
