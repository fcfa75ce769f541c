import * as net from 'node:net';
import * as tls from 'node:tls';
import type { EndpointAddress } from './endpoint-address.js';

/** Starts connecting; `connect` (plain) or `secureConnect` (TLS) tells when the socket can be used. */
export function openSocket(
  address: EndpointAddress,
  applicationProtocols: readonly string[],
  certificateAuthorities: string | undefined,
): net.Socket {
  const where = { host: address.host, port: address.port, noDelay: true };
  if (!address.isTls) return net.connect(where);
  return tls.connect({
    ...where,
    ALPNProtocols: [...applicationProtocols],
    // SNI carries names only.
    ...(net.isIP(address.host) === 0 ? { servername: address.host } : {}),
    ...(certificateAuthorities === undefined ? {} : { ca: certificateAuthorities }),
  });
}
