import type { ProtocolMode } from '@perdure/model';
import type { z } from 'zod';
import { requireManifestType } from './content-type.js';
import { lastOfEachName } from './last-of-each-name.js';
import { manifestError } from './manifest-error.js';
import { manifestSchema, type ManifestJson } from './manifest-schema.js';
import { requireUsableVersions } from './protocol-versions.js';
import { toService, type ManifestService } from './service.js';

/** What an endpoint says about itself (service-protocol 2.2). */
export interface Manifest {
  readonly protocolMode: ProtocolMode;
  readonly minProtocolVersion: number;
  readonly maxProtocolVersion: number;
  /** What a function on AWS Lambda reads and writes besides plain bodies. */
  readonly lambdaCompression?: 'zstd';
  readonly services: readonly ManifestService[];
}

const problemsShownMax = 5;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the answer to discovery and checks every rule of service-protocol 2.3 that concerns the manifest alone.
 *
 * Throws `DISCOVERY_FAILED` when the content type is none of a manifest, `MANIFEST_INVALID` when a rule is broken; the
 * details of both are `{ adminStatus, restateCode }`, the answer of the admin API, the code possibly null.
 */
export function parseManifest(contentType: string | undefined, body: Uint8Array): Manifest {
  requireManifestType(contentType);
  const manifest = toShape(toJson(body));
  const { minProtocolVersion, maxProtocolVersion } = manifest;
  requireUsableVersions(minProtocolVersion, maxProtocolVersion);
  const services = manifest.services.map((service, index) => toService(service, `services[${index}]`));
  return {
    protocolMode: toProtocolMode(manifest.protocolMode),
    minProtocolVersion,
    maxProtocolVersion,
    services: lastOfEachName(services),
    ...(manifest.lambdaCompression === 'zstd' && { lambdaCompression: 'zstd' }),
  };
}

function toJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw manifestError(500, null, `the manifest is no JSON: ${reason}`, error);
  }
}

function toShape(json: unknown): ManifestJson {
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const shown = issues.slice(0, problemsShownMax).map(describeIssue);
  if (issues.length > shown.length) shown.push(`and ${issues.length - shown.length} more`);
  throw manifestError(500, null, `invalid manifest: ${shown.join('; ')}`);
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return steps === '' ? message : `at ${steps.replace(/^\./, '')}: ${message}`;
}

const protocolModes = { BIDI_STREAM: 'bidi-stream', REQUEST_RESPONSE: 'request-response' } as const;

function toProtocolMode(mode: ManifestJson['protocolMode']): ProtocolMode {
  if (mode !== undefined && mode !== null) return protocolModes[mode];
  throw manifestError(
    500,
    'META0013',
    'invalid manifest at protocolMode: it is missing, expected BIDI_STREAM or REQUEST_RESPONSE',
  );
}
