/** Where a client may put its credential. */
export type CredentialHeader = 'x-api-key' | 'authorization';

export interface Credential {
  readonly header: CredentialHeader;
  /** An API key or a JWT. */
  readonly text: string;
}

/** A JWT with many claims is a few kilobytes; what is longer is not looked at. */
const charactersMax = 16 * 1024;

const bearer = /^Bearer +([\w.~+/-]+=*) *$/i;

/**
 * The credential of a request: `x-api-key: {key}`, or `authorization: Bearer {key or JWT}` (RFC 6750 2.1). With an
 * `x-api-key` the `authorization` is somebody else's, for instance of the user on whose behalf a handler is called.
 */
export function credentialIn(header: (name: CredentialHeader) => string | undefined): Credential | undefined {
  const key = header('x-api-key');
  if (key !== undefined) return key.length <= charactersMax ? { header: 'x-api-key', text: key } : undefined;
  const authorization = header('authorization');
  if (authorization === undefined || authorization.length > charactersMax) return undefined;
  const text = bearer.exec(authorization)?.[1];
  return text === undefined ? undefined : { header: 'authorization', text };
}
