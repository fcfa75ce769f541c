/** The versions of the service (invocation) protocol this server can speak (service-protocol 2.4). */
export const serviceProtocolVersions = { min: 5, max: 7 } as const;

/**
 * The highest version both sides speak, or undefined when there is none.
 * @param serverMax highest version this server offers; within {@link serviceProtocolVersions}
 */
export function negotiateProtocolVersion(
  deployment: { readonly minProtocolVersion: number; readonly maxProtocolVersion: number },
  serverMax: number,
): number | undefined {
  const version = Math.min(deployment.maxProtocolVersion, serverMax);
  return version >= Math.max(deployment.minProtocolVersion, serviceProtocolVersions.min)
    ? version
    : undefined;
}

/** Content type of an attempt's request and of its response, which must match byte for byte (service-protocol 1.5). */
export function invocationContentType(version: number): string {
  return `application/vnd.restate.invocation.v${version}`;
}
