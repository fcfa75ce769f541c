import { PerdureError, type Deployment } from '@perdure/model';

import { RegistrySnapshot } from './registry-snapshot.js';

/** The name of the document in the metadata store. */
export const registryDocument = 'registry';

/**
 * UTF-8 JSON: `{"format": 1, "deployments": [Deployment, …]}`. It is read on registration and start only, and people
 * may want to look at it. A reader refuses formats it does not know rather than lose what it does not understand.
 */
interface Document {
  readonly format: number;
  readonly deployments: readonly Deployment[];
}

const format = 1;

export function encodeRegistry(snapshot: RegistrySnapshot): Uint8Array {
  const document: Document = { format, deployments: snapshot.deployments() };
  return new TextEncoder().encode(JSON.stringify(document));
}

/** Throws `STORE_FORMAT_UNSUPPORTED` for a newer format and `DECODE_FAILED` for what is no registry document. */
export function decodeRegistry(bytes: Uint8Array): RegistrySnapshot {
  const document = parse(bytes);
  if (document.format !== format) {
    throw new PerdureError(
      'STORE_FORMAT_UNSUPPORTED',
      `The registry is stored in format ${document.format}, this version reads format ${format}. ` +
        'Run the version that wrote it, or a newer one.',
    );
  }
  return new RegistrySnapshot(document.deployments);
}

function parse(bytes: Uint8Array): Document {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && 'format' in value) return value as Document;
  } catch (cause) {
    throw new PerdureError('DECODE_FAILED', 'The stored registry is not readable JSON.', { cause });
  }
  throw new PerdureError('DECODE_FAILED', 'The stored registry has no format.');
}
