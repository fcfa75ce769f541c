/** Who may use a token, and when (service-protocol 1.8). Times are unix seconds. */
export interface Claims {
  /** The path below the deployment's URI. */
  readonly aud: string;
  readonly exp: number;
  readonly iat: number;
  readonly nbf: number;
  /** The raw key of the target, for keyed targets only. */
  readonly sub?: string;
}

/** First part of every token of a key, with the dot behind it. */
export function tokenHead(keyId: string): string {
  return `${base64Url({ typ: 'JWT', alg: 'EdDSA', kid: keyId })}.`;
}

/** Second part of a token. */
export function tokenClaims({ aud, exp, iat, nbf, sub }: Claims): string {
  return base64Url({ aud, exp, iat, nbf, sub });
}

function base64Url(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
