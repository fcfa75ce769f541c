import type { Deployment } from '@perdure/model';

import type { DocumentFormat } from './followed-document.js';
import { decodeDocument, encodeDocument } from './json-document.js';
import { RegistrySnapshot } from './registry-snapshot.js';

/** `{"format": 1, "deployments": [Deployment, …]}` */
export function encodeRegistry(snapshot: RegistrySnapshot): Uint8Array {
  return encodeDocument({ deployments: snapshot.deployments() });
}

export function decodeRegistry(bytes: Uint8Array): RegistrySnapshot {
  const document = decodeDocument('registry', bytes) as { readonly deployments: readonly Deployment[] };
  return new RegistrySnapshot(document.deployments);
}

export const registryFormat: DocumentFormat<RegistrySnapshot> = {
  name: 'registry',
  title: 'The registry',
  empty: RegistrySnapshot.empty,
  encode: encodeRegistry,
  decode: decodeRegistry,
};
