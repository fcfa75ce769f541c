/**
 * Values of `www-authenticate` (RFC 6750 3). A request without a credential is told no error: it may not have known.
 */
export const challenges = {
  unauthenticated: 'Bearer realm="perdure"',
  invalidCredential: 'Bearer realm="perdure", error="invalid_token"',
  forbidden: 'Bearer realm="perdure", error="insufficient_scope"',
} as const;
