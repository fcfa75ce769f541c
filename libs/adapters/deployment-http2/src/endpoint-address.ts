import { PerdureError } from '@perdure/model';

/** A deployment's URI, taken apart once. */
export interface EndpointAddress {
  readonly uri: string;
  /** `http://host:port`: what connections are shared by. */
  readonly origin: string;
  readonly isTls: boolean;
  /** As a socket wants it: IPv6 addresses without brackets. */
  readonly host: string;
  readonly port: number;
  /** Value of `host` and `:authority`. */
  readonly authority: string;
  /** Path prefix without a trailing slash; empty for the root. */
  readonly pathPrefix: string;
  /** With its `?`, or empty. */
  readonly query: string;
}

/** Throws `DEPLOYMENT_ADDRESS_INVALID` for anything but an absolute http(s) URI. */
export function parseEndpointAddress(uri: string): EndpointAddress {
  const url = URL.parse(uri);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new PerdureError('DEPLOYMENT_ADDRESS_INVALID', `'${uri}' is not an absolute http or https URI.`);
  }
  const isTls = url.protocol === 'https:';
  const defaultPort = isTls ? 443 : 80;
  return {
    uri,
    origin: url.origin,
    isTls,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? defaultPort : Number(url.port),
    authority: url.host,
    pathPrefix: url.pathname.replace(/\/+$/, ''),
    query: url.search,
  };
}

/** The request path of `path` below the endpoint; a query of the endpoint's URI stays at the end (service-protocol 1.2). */
export function joinPath(address: EndpointAddress, path: string): string {
  return address.pathPrefix + path + address.query;
}
