import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { PerdureError } from '@perdure/model';

interface TlsFiles {
  readonly tlsCertFile: string | null;
  readonly tlsKeyFile: string | null;
}

/**
 * The certificate and key that a server shows, read once; undefined when none is configured.
 * @param section of the settings that name the files
 * @throws PerdureError `CONFIG_INVALID` when they cannot be read or do not belong together
 */
export function tlsIdentityOf(
  section: 'ingress' | 'admin',
  { tlsCertFile, tlsKeyFile }: TlsFiles,
): { readonly cert: string; readonly key: string } | undefined {
  if (tlsCertFile === null || tlsKeyFile === null) return undefined;
  const identity = { cert: readFileOf(tlsCertFile), key: readFileOf(tlsKeyFile) };
  try {
    createSecureContext(identity);
  } catch (cause) {
    throw new PerdureError(
      'CONFIG_INVALID',
      `${section}.tls-cert-file (${tlsCertFile}) and ${section}.tls-key-file (${tlsKeyFile}) are not the PEM of a certificate and of the key that belongs to it.`,
      { cause },
    );
  }
  return identity;
}

/** The text of a file that a setting names. */
export function readFileOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PerdureError('CONFIG_INVALID', `The file ${file}, which a setting names, cannot be read.`, {
      cause,
    });
  }
}
