/** Signatures that are accepted: those whose keys can be published, so never `none` or HS256 (RFC 8725 3.1). */
export const jwtAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;
export type JwtAlgorithm = (typeof jwtAlgorithms)[number];

/** Which JWTs are accepted. */
export interface JwtSettings {
  /** Where the issuer publishes its keys. */
  readonly keys: JwksSource;
  /** Value of `iss`. */
  readonly issuer: string;
  /** What `aud` has to hold. */
  readonly audience: string;
  /** The claim with the grants: its name, or the path to it, as in `realm_access.roles`. */
  readonly grantsClaim: string;
  readonly algorithms: readonly JwtAlgorithm[];
  /** How far the clocks of issuer and server may be apart. */
  readonly clockToleranceMs: number;
}

export type JwksSource =
  | { readonly kind: 'file'; readonly file: string }
  | {
      readonly kind: 'url';
      readonly url: string;
      /** After the keys were fetched, an unknown one does not make the server fetch them again for so long. */
      readonly cooldownMs: number;
    };
