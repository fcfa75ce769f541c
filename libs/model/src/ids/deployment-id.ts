import type { Branded } from '../brand.js';
import { PerdureError } from '../errors.js';
import { encodeBase62 } from './base62.js';

/** `dp_1` + 22 base-62 characters of 16 bytes (a ULID), read as a little-endian number. */
export type DeploymentId = Branded<string, 'DeploymentId'>;

const pattern = /^dp_1[0-9a-zA-Z]{22}$/;

export function deploymentIdFromBytes(bytes: Uint8Array): DeploymentId {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const value = (view.getBigUint64(8, true) << 64n) | view.getBigUint64(0, true);
  return `dp_1${encodeBase62(value, 22)}` as DeploymentId;
}

export function parseDeploymentId(text: string): DeploymentId {
  if (!pattern.test(text)) throw new PerdureError('ID_MALFORMED', 'bad format');
  return text as DeploymentId;
}
