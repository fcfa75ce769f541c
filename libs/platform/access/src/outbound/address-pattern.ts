import { BlockList, isIP } from 'node:net';

/** Where a connection goes: what a deployment's URI says. */
export interface Destination {
  readonly isTls: boolean;
  /** Name or IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Some addresses of deployments. */
export type AddressPattern =
  | { readonly kind: 'lambda'; readonly matchesArn: (arn: string) => boolean }
  | {
      readonly kind: 'http';
      readonly scheme: string | undefined;
      readonly port: number | undefined;
      readonly host: HostPattern;
    };

export type HostPattern =
  /** By the name in the URI, whatever it resolves to. */
  | { readonly kind: 'name'; readonly matchesName: (name: string) => boolean }
  /** By the address that is connected to, whatever its name. */
  | { readonly kind: 'network'; readonly contains: (ip: string) => boolean };

export const addressPatternForm =
  '*, *.example.com, https://orders:9080, 10.0.0.0/8, [fd00::]/8 or arn:aws:lambda:*:123456789012:function:*';

const httpForm =
  /^(?:(?<scheme>https?):\/\/)?(?<host>\[[\d:a-f.]+\]|[\d:a-f]*:[\d:a-f.]*:[\d:a-f.]*|[\w*.-]+)(?:\/(?<prefix>\d{1,3}))?(?::(?<port>\d{1,5}))?$/i;

/** Undefined for a text that is none of {@link addressPatternForm}. `*` stands for any characters of a name or an ARN. */
export function parseAddressPattern(text: string): AddressPattern | undefined {
  if (/^arn:[\w*:/$.-]+$/.test(text)) return { kind: 'lambda', matchesArn: glob(text) };
  const groups = httpForm.exec(text)?.groups;
  const { scheme, host = '', prefix, port } = groups ?? {};
  if (groups === undefined || Number(port) > 65_535) return undefined;
  const pattern = hostPattern(host.replace(/^\[(.*)\]$/, '$1'), prefix);
  if (pattern === undefined) return undefined;
  return {
    kind: 'http',
    scheme: scheme?.toLowerCase(),
    port: port === undefined ? undefined : Number(port),
    host: pattern,
  };
}

function hostPattern(host: string, prefix: string | undefined): HostPattern | undefined {
  const family = isIP(host);
  if (family !== 0) return networkPattern(host, family, prefix);
  // `10.*` looks like a network, but would be the names that begin so, as 10.evil.example does.
  const isName = prefix === undefined && !host.includes(':') && !/^[\d.*]*\d[\d.*]*$/.test(host);
  return isName ? { kind: 'name', matchesName: glob(host.toLowerCase()) } : undefined;
}

function networkPattern(ip: string, version: number, prefix: string | undefined): HostPattern | undefined {
  const [family, bits] = version === 6 ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
  const length = Number(prefix ?? bits);
  if (length > bits) return undefined;
  const list = new BlockList();
  list.addSubnet(ip, length, family);
  // An IPv4 address in the clothes of IPv6 (`::ffff:10.0.0.1`) is recognised by the list itself.
  return { kind: 'network', contains: (other) => list.check(other, isIP(other) === 6 ? 'ipv6' : 'ipv4') };
}

function glob(pattern: string): (text: string) => boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.$]/g, '\\$&'))
    .join('.*');
  const form = new RegExp(`^${source}$`);
  return (text) => form.test(text);
}
