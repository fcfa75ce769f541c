/** How OpenAPI documents say where credentials go. Either is enough. */
export const securitySchemes = {
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key or a JWT.' },
} as const;

/** What an operation says of it (OpenAPI 3.1, Security Requirement Object: either, with these roles). */
export function securityRequirement(...grants: readonly string[]): object[] {
  return Object.keys(securitySchemes).map((scheme) => ({ [scheme]: grants }));
}
