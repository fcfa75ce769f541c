import { PerdureError } from '@perdure/model';

const manifestTypes = [1, 2, 3, 4].map(
  (version) => `application/vnd.restate.endpointmanifest.v${String(version)}+json`,
);

/** What a discovery request accepts: every manifest version, ascending (service-protocol 2.1). */
export const discoveryAcceptHeader = manifestTypes.join(', ');

/**
 * Refuses answers that are no manifest. The versions share one JSON shape to which later ones only added optional
 * fields, so which of them it is does not matter beyond this.
 */
export function requireManifestType(contentType: string | undefined): void {
  const [mediaType = ''] = (contentType ?? '').split(';');
  if (manifestTypes.includes(mediaType.trim().toLowerCase())) return;
  const found = contentType === undefined ? 'no content type' : `content type '${contentType}'`;
  throw new PerdureError(
    'DISCOVERY_FAILED',
    `the answer to discovery has ${found}, expected one of: ${discoveryAcceptHeader}. ` +
      'Check that the address is that of an SDK endpoint, path included, and upgrade an SDK that is older than these',
    { details: { adminStatus: 500, restateCode: 'META0013' } },
  );
}
