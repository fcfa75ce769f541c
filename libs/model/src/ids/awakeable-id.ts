import {
  invocationIdByteLength,
  invocationIdFromBytes,
  invocationIdToBytes,
  type InvocationId,
} from './invocation-id.js';
import { bodyOfId, malformedId } from './resource-id.js';

/** An awakeable is the signal with this index of this invocation (service-protocol 5.9, 6.4). */
export interface AwakeableId {
  readonly invocationId: InvocationId;
  readonly signalIndex: number;
}

// 28 bytes are 37 characters and a third: the last one has four bits that must be zero.
const encodedPattern = /^[A-Za-z0-9_-]{37}[AQgw]={0,2}$/;

/**
 * Parses `sign_1` + base64url(24 bytes of invocation id ‖ u32 signal index); throws `ID_MALFORMED` whose message is an
 * `IdProblem`. Ids of the old journal (`prom_1…`) are refused: this server never ran an invocation that has one.
 */
export function parseAwakeableId(text: string): AwakeableId {
  const isOfOldJournal = text.startsWith('prom_');
  const encoded = bodyOfId(text, isOfOldJournal ? 'prom' : 'sign');
  const isWellFormed = encodedPattern.test(encoded);
  if (isOfOldJournal && !isWellFormed) throw malformedId('bad length');
  if (isOfOldJournal || !isWellFormed) throw malformedId("id doesn't match the expected type");
  const bytes = base64UrlToBytes(encoded);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { invocationId: invocationIdFromBytes(bytes), signalIndex: view.getUint32(invocationIdByteLength) };
}

/** The text that {@link parseAwakeableId} reads. */
export function formatAwakeableId({ invocationId, signalIndex }: AwakeableId): string {
  const bytes = new Uint8Array(invocationIdByteLength + 4);
  bytes.set(invocationIdToBytes(invocationId));
  new DataView(bytes.buffer).setUint32(invocationIdByteLength, signalIndex);
  return `sign_1${btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')}`;
}

function base64UrlToBytes(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', ''));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
