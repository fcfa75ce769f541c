import type { AddressPattern, Destination } from './address-pattern.js';

/**
 * Where the server may send requests: what is allowed and not denied. Whoever registers a deployment chooses where the
 * server connects to, so this keeps it from what only the server can reach (OWASP: server-side request forgery).
 */
export class AddressRules {
  constructor(
    private readonly allowed: readonly AddressPattern[],
    private readonly denied: readonly AddressPattern[],
  ) {}

  /** Before a name is resolved: whether any address of it might be connected to. If not, it need not be resolved. */
  mayPermit(destination: Destination): boolean {
    const isNever = this.denied.some((pattern) => matches(pattern, destination, () => false));
    return !isNever && this.allowed.some((pattern) => matches(pattern, destination, () => true));
  }

  /** Whether this address, to which the destination resolved, may be connected to. */
  permits(destination: Destination, ip: string): boolean {
    // The zone of a link-local address is not part of it.
    const [address = ip] = ip.split('%', 1);
    const isMatch = (pattern: AddressPattern) =>
      matches(pattern, destination, (contains) => contains(address));
    return !this.denied.some(isMatch) && this.allowed.some(isMatch);
  }

  permitsLambda(arn: string): boolean {
    const isMatch = (pattern: AddressPattern) =>
      pattern.kind === 'lambda' ? pattern.matchesArn(arn) : isEverything(pattern);
    return !this.denied.some(isMatch) && this.allowed.some(isMatch);
  }
}

function matches(
  pattern: AddressPattern,
  { isTls, host, port }: Destination,
  isInNetwork: (contains: (ip: string) => boolean) => boolean,
): boolean {
  if (pattern.kind === 'lambda') return false;
  if (pattern.scheme !== undefined && pattern.scheme !== (isTls ? 'https' : 'http')) return false;
  if (pattern.port !== undefined && pattern.port !== port) return false;
  if (pattern.host.kind === 'network') return isInNetwork(pattern.host.contains);
  return pattern.host.matchesName(host.toLowerCase().replace(/\.$/, ''));
}

/** A bare `*` means functions as well. */
function isEverything(pattern: AddressPattern & { readonly kind: 'http' }): boolean {
  const { scheme, port, host } = pattern;
  return scheme === undefined && port === undefined && host.kind === 'name' && host.matchesName('');
}
