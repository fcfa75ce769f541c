import { type z } from 'zod';

import { asText, derivedSetting, setting } from './setting.js';

/** Where a server listens. */
export interface Address {
  /** Name or IP address; an IPv6 address stands here without brackets. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

const hostAndPort = /^(?:\[(?<ipv6>[0-9a-f:.%]+)\]|(?<host>[^:/[\]\s]+)):(?<port>\d{1,5})$/i;

/** Reads `127.0.0.1:8080`, `localhost:8080` or `[::1]:8080`. */
export function parseAddress(text: string): Address | undefined {
  const groups = hostAndPort.exec(text)?.groups;
  const host = groups?.['ipv6'] ?? groups?.['host'];
  const port = Number(groups?.['port']);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * The base URL, with a trailing slash, under which a server on this address is reached. An address that means "all
 * interfaces" is none that can be called, so localhost stands for it.
 */
export function advertisedUrl(address: Address, scheme: 'http' | 'https'): string {
  const isWildcard = address.host === '0.0.0.0' || address.host === '::';
  return `${scheme}://${formatAddress(isWildcard ? { ...address, host: 'localhost' } : address)}/`;
}

/** Where a server listens, as `host:port`. */
export function bindAddress(options: { description: string; default: string }): z.ZodType<Address> {
  return setting({
    ...options,
    type: 'host:port',
    expected: 'host:port such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080',
    parse: (given) => parseAddress(asText(given) ?? ''),
    format: formatAddress,
  });
}

/** How others reach a server: an http(s) URL, printed with a trailing slash. */
export function advertisedAddress(options: { description: string }): z.ZodType<string | undefined> {
  return derivedSetting({
    ...options,
    type: 'URL',
    defaultInWords: 'from `bind-address`',
    expected: 'a URL such as https://perdure.example.com/',
    parse: (given) => parseHttpUrl(asText(given) ?? ''),
    format: (url) => url,
  });
}

/** A server of others, if one is given: an http(s) URL, and no place for a password, for it is shown. */
export function optionalUrl(options: { description: string }): z.ZodType<string | undefined> {
  return derivedSetting({
    ...options,
    type: 'URL',
    defaultInWords: 'none',
    expected: 'an http or https URL such as http://localhost:4318, without user and password',
    parse: (given) => withoutCredentials(parseHttpUrl(asText(given) ?? '')),
    format: (url) => url,
  });
}

function parseHttpUrl(text: string): string | undefined {
  const url = URL.parse(text);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined;
}

function withoutCredentials(url: string | undefined): string | undefined {
  const { username, password } = URL.parse(url ?? '') ?? {};
  return username === '' && password === '' ? url : undefined;
}
