import { PerdureError } from '../errors.js';
import { invocationIdByteLength, invocationIdFromBytes, type InvocationId } from './invocation-id.js';

/** An awakeable is the signal with this index of this invocation (service-protocol 5.9, 6.4). */
export interface AwakeableId {
  readonly invocationId: InvocationId;
  readonly signalIndex: number;
}

const prefix = 'sign_1';
const encodedPattern = /^[A-Za-z0-9_-]{38}={0,2}$/;

/** Parses `sign_1` + base64url(24 bytes of invocation id ‖ u32 signal index); throws `ID_MALFORMED`. */
export function parseAwakeableId(text: string): AwakeableId {
  const separator = text.indexOf('_');
  if (separator < 0) throw new PerdureError('ID_MALFORMED', 'bad format');
  const encoded = text.slice(prefix.length);
  if (!text.startsWith(prefix) || !encodedPattern.test(encoded)) {
    const problem = text.startsWith('prom_') ? 'bad length' : "id doesn't match the expected type";
    throw new PerdureError('ID_MALFORMED', problem);
  }
  const bytes = base64UrlToBytes(encoded);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { invocationId: invocationIdFromBytes(bytes), signalIndex: view.getUint32(invocationIdByteLength) };
}

function base64UrlToBytes(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', ''));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
