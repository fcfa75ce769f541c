import { serviceProtocolVersions } from '../service/version.js';
import { manifestError } from './manifest-error.js';

const versionMax = 2 ** 31 - 1;

/** Refuses a range that is none, or that has no version in common with this server (service-protocol 2.3). */
export function requireUsableVersions(min: number, max: number): void {
  if (min > max || max > versionMax)
    throw manifestError(
      500,
      'META0013',
      `invalid manifest: the protocol versions ${min} (minProtocolVersion) to ${max} (maxProtocolVersion) are no range ` +
        `within 1 to ${versionMax}`,
    );
  const { min: serverMin, max: serverMax } = serviceProtocolVersions;
  if (max < serverMin) throw unusable(min, max, 'upgrade the SDK of the deployment and register it again');
  if (min > serverMax) throw unusable(min, max, 'upgrade this server, or use an older SDK in the deployment');
}

function unusable(min: number, max: number, remedy: string): Error {
  const { min: serverMin, max: serverMax } = serviceProtocolVersions;
  return manifestError(
    500,
    'META0012',
    `the deployment speaks service protocol versions ${min} to ${max}, this server ${serverMin} to ${serverMax}: ${remedy}`,
  );
}
